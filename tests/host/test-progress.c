/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kit.h"
#include "core/progress.h"

/* What a run tells of how far it is, at times that the test sets. */

static double clock_now;

static double now(void)
{
    return clock_now;
}

typedef struct screen {
    FILE *stream;
    lk_progress *progress;
} screen;

static screen begin(lk_progress_style style)
{
    screen s = {tmpfile(), NULL};
    clock_now = 100;
    assert_non_null(s.stream);
    s.progress = lk_progress_open(
        &(lk_progress_options){.style = style, .stream = s.stream, .columns = 60, .now = now});
    lk_progress_start(s.progress, "a study", 0);
    return s;
}

/* All that was written; the caller frees it. */
static char *end(screen *s)
{
    char *text = calloc(1, 10000);
    lk_progress_close(s->progress);
    rewind(s->stream);
    assert_non_null(text);
    text[fread(text, 1, 9999, s->stream)] = 0;
    fclose(s->stream);
    return text;
}

static void the_time_that_is_left_follows_the_tasks_that_ended(void **state)
{
    (void)state;
    screen s = begin(LK_PROGRESS_LINES);
    lk_progress_phase(s.progress, "explain", 10);
    clock_now += 10;
    lk_progress_step(s.progress, 1, 1);
    char *text = end(&s);
    assert_string_equal(text, "explain 1/10, 10 %, 10.0 s each, ETA 1 min 30 s\n");
    free(text);
}

static void tasks_under_way_count_as_far_as_they_are(void **state)
{
    (void)state;
    screen s = begin(LK_PROGRESS_LINES);
    lk_progress_phase(s.progress, "explain", 2);
    clock_now += 10;
    lk_progress_tick(s.progress, .5); /* half of one in ten seconds: thirty are left */
    char *text = end(&s);
    assert_string_equal(text, "explain 0/2, 25 %, ETA 30 s\n");
    free(text);
}

static void a_task_that_ends_is_not_counted_twice(void **state)
{
    (void)state;
    screen s = begin(LK_PROGRESS_LINES);
    lk_progress_phase(s.progress, "explain", 2);
    lk_progress_tick(s.progress, 1);
    clock_now += 10;
    lk_progress_step(s.progress, 1, 1);
    char *text = end(&s);
    assert_string_equal(text, "explain 1/2, 50 %, 10.0 s each, ETA 10 s\n");
    free(text);
}

static void programs_are_told_what_is_under_way(void **state)
{
    (void)state;
    screen s = begin(LK_PROGRESS_JSON);
    lk_progress_phase(s.progress, "explain", 2);
    clock_now += 1;
    lk_progress_tick(s.progress, .25);
    char *text = end(&s);
    assert_non_null(strstr(text, "\"done\":0,\"count\":2,\"under_way\":0.25,"));
    free(text);
}

static void text_from_outside_cannot_move_the_cursor(void **state)
{
    (void)state;
    screen s = begin(LK_PROGRESS_LINES);
    lk_progress_failure(s.progress, "a\033[2Jface", "line\nend \xff");
    char *text = end(&s);
    assert_string_equal(text, "failed: a [2Jface: line end ?\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_time_that_is_left_follows_the_tasks_that_ended),
        cmocka_unit_test(tasks_under_way_count_as_far_as_they_are),
        cmocka_unit_test(a_task_that_ends_is_not_counted_twice),
        cmocka_unit_test(programs_are_told_what_is_under_way),
        cmocka_unit_test(text_from_outside_cannot_move_the_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
