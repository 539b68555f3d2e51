/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The backend `process` over tests/backends/answering, a program that answers
 * the means of the channels, or does wrong in one way a mode. */

#define PROGRAM KIT_BUILDDIR "/tests/backends/answering"
enum { HEIGHT = 4, WIDTH = 5, VALUES = 3, BATCH = 4 };

static const lk_backend_ops *ops_of(kit *k)
{
    return kit_ops(k);
}

/* `mode` may be "MODE, ARGUMENT"; `more` are further parameters. */
static kit *open_program(const char *network, const char *mode, const char *more)
{
    char params[600];
    snprintf(params, sizeof params,
             "{command: [" PROGRAM ", %s], model: tests/backends/%s.yaml, batch: 4, %s}", mode,
             network, more);
    return kit_open(LK_STAGE_BACKEND, "process", params);
}

static lk_tensor make_pictures(int count)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, count, HEIGHT, WIDTH, 3);
    float *v = t.data;
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        v[i] = (float)(i * 37 % 251) + .5f;
    return t;
}

static lk_status score(kit *k, int count, lk_output output, float *scores)
{
    lk_tensor t = make_pictures(count);
    return ops_of(k)->scores(kit_self(k), kit_context(k, 1), &t, output, scores);
}

static void expect_sentence(kit *k, const char *end)
{
    char sentence[400];
    const char *found = kit_error(k), *from = strstr(found, "` ");
    snprintf(sentence, sizeof sentence, "` %s", end);
    assert_memory_equal(found, "the program `", strlen("the program `"));
    assert_string_equal(from ? from : found, sentence);
}

/* The first call fails in this way, and so does a second, on a new process. */
static void expect_failure(const char *network, const char *mode, const char *more,
                           const char *sentence)
{
    float scores[VALUES];
    kit *k = open_program(network, mode, more);
    lk_output output = strcmp(network, "means") ? LK_OUTPUT_PROBABILITY : LK_OUTPUT_LOGIT;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(score(k, 1, output, scores), LK_E_FAIL);
        expect_sentence(k, sentence);
    }
    kit_close(k);
}

/* ---- What it gives ------------------------------------------------------------------ */

static void expect_means(const float *scores, int count)
{
    static const double subtract[] = {10, 20, 30}, divide[] = {1, 2, 4};
    lk_tensor t = make_pictures(count);
    const float *v = t.data;
    for (int i = 0; i < count; i++)
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int p = 0; p < HEIGHT * WIDTH; p++)
                sum += ((double)v[(i * HEIGHT * WIDTH + p) * 3 + c] - subtract[c]) / divide[c];
            assert_true(fabs((double)scores[i * VALUES + c] - sum / (HEIGHT * WIDTH)) < 1e-4);
        }
}

static void a_program_scores_batches_of_any_size(void **state)
{
    static const int counts[] = {1, 3, 4, 5, 11};
    float scores[11 * VALUES];
    (void)state;
    kit *k = open_program("means", "good", "");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_int_equal(score(k, counts[i], LK_OUTPUT_LOGIT, scores), LK_OK);
        expect_means(scores, counts[i]);
    }
    kit_close(k);
}

static void a_program_may_answer_in_float64(void **state)
{
    float narrow[5 * VALUES], wide[5 * VALUES];
    (void)state;
    kit *a = open_program("means", "good", ""), *b = open_program("means", "wide", "");
    assert_int_equal(score(a, 5, LK_OUTPUT_LOGIT, narrow), LK_OK);
    assert_int_equal(score(b, 5, LK_OUTPUT_LOGIT, wide), LK_OK);
    assert_memory_equal(narrow, wide, sizeof wide);
    kit_close(a);
    kit_close(b);
}

static void a_batch_that_is_not_full_is_filled_with_zeros(void **state)
{
    float scores[7 * VALUES];
    (void)state;
    kit *k = open_program("means", "count", "");
    assert_int_equal(score(k, 7, LK_OUTPUT_LOGIT, scores), LK_OK);
    assert_true(scores[0] == 4);
    assert_true(scores[6 * VALUES] == 3);
    kit_close(k);
}

static void raw_scores_skip_the_normalisation(void **state)
{
    float scores[2 * VALUES];
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 2, 3, HEIGHT, WIDTH);
    (void)state;
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = (float)(i / (HEIGHT * WIDTH));
    kit *k = open_program("means", "good", "");
    assert_int_equal(
        ops_of(k)->raw_scores(kit_self(k), kit_context(k, 1), &t, LK_OUTPUT_LOGIT, scores), LK_OK);
    for (int i = 0; i < 2 * VALUES; i++)
        assert_true(fabsf(scores[i] - (float)i) < 1e-5f);
    kit_close(k);
}

static void raw_output_has_as_many_values_as_the_study_says(void **state)
{
    char error[1200];
    (void)state;
    const char *params = "{command: [" PROGRAM "], model: tests/backends/points.yaml, values: 3}";
    kit *k = kit_open(LK_STAGE_BACKEND, "process", params);
    assert_int_equal(kit_network(k)->info->class_count, 3);
    kit_close(k);
    params = "{command: [" PROGRAM "], model: tests/backends/points.yaml}";
    assert_null(kit_try_open(LK_STAGE_BACKEND, "process", params, error, sizeof error));
    assert_non_null(strstr(error, "say in `values` how many numbers an item has"));
}

static void only_what_the_network_file_says_is_given(void **state)
{
    float scores[VALUES];
    (void)state;
    kit *k = open_program("shares", "good", "");
    assert_int_equal(score(k, 1, LK_OUTPUT_PROBABILITY, scores), LK_OK);
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_E_UNSUPPORTED);
    assert_string_equal(kit_error(k), "the network shares gives probabilities, not logits");
    kit_close(k);
}

static void an_activation_makes_logits_into_probabilities(void **state)
{
    float logits[2 * VALUES], soft[2 * VALUES], sigmoid[2 * VALUES];
    (void)state;
    kit *a = open_program("shares", "good", "activation: softmax"),
        *b = open_program("shares", "good", "activation: sigmoid");
    assert_int_equal(score(a, 2, LK_OUTPUT_LOGIT, logits), LK_OK);
    assert_int_equal(score(a, 2, LK_OUTPUT_PROBABILITY, soft), LK_OK);
    assert_int_equal(score(b, 2, LK_OUTPUT_PROBABILITY, sigmoid), LK_OK);
    for (int i = 0; i < 2 * VALUES; i++) {
        const float *of_item = logits + i / VALUES * VALUES;
        double sum = exp((double)of_item[0]) + exp((double)of_item[1]) + exp((double)of_item[2]);
        assert_true(fabs(exp((double)logits[i]) / sum - (double)soft[i]) < 1e-7);
        assert_true(fabs(1 / (1 + exp(-(double)logits[i])) - (double)sigmoid[i]) < 1e-7);
    }
    kit_close(a);
    kit_close(b);
}

static void bits_are_the_same_only_where_the_study_says_so(void **state)
{
    (void)state;
    kit *a = open_program("means", "good", ""),
        *b = open_program("means", "good", "deterministic: true");
    assert_int_equal(kit_network(a)->info->capabilities, 0);
    assert_int_equal(kit_network(b)->info->capabilities, LK_CAP_DETERMINISTIC);
    kit_close(a);
    kit_close(b);
}

/* ---- How it runs --------------------------------------------------------------------- */

static float first_score(const char *mode)
{
    float scores[VALUES];
    kit *k = open_program("means", mode, "");
    lk_status status = score(k, 1, LK_OUTPUT_LOGIT, scores);
    if (status)
        fail_msg("%s", kit_error(k));
    kit_close(k);
    return scores[0];
}

static void it_runs_in_the_folder_of_the_study(void **state)
{
    (void)state;
    assert_true(first_score("folder, configure.ac") == 1);
    assert_true(first_score("folder, kit.h") == 0);
}

static void it_is_told_how_many_threads_it_may_use(void **state)
{
    (void)state;
    assert_true(first_score("threads") == 1);
}

static void it_inherits_no_file_but_its_pipes(void **state)
{
    (void)state;
    FILE *open = fopen(kit_path("configure.ac"), "r"); /* not close-on-exec */
    assert_non_null(open);
    assert_true(first_score("descriptors") == 3);
    fclose(open);
}

static void what_it_says_on_stderr_stops_nothing(void **state)
{
    (void)state;
    first_score("loud"); /* far more than a pipe holds */
}

static void a_program_that_died_is_started_anew(void **state)
{
    char mode[64] = "once, /tmp/likeness-process-XXXXXX", *path = strchr(mode, '/');
    float scores[VALUES];
    (void)state;
    close(mkstemp(path));
    unlink(path);
    kit *k = open_program("means", mode, "");
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_E_FAIL);
    expect_sentence(k, "ended with code 4 instead of answering");
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_OK);
    expect_means(scores, 1);
    kit_close(k);
    unlink(path);
}

static int is_alive(long pid)
{
    return !kill((pid_t)pid, 0) || errno != ESRCH;
}

static void what_it_started_is_stopped_with_it(void **state)
{
    char mode[64] = "family, /tmp/likeness-process-XXXXXX", *path = strchr(mode, '/');
    const struct timespec pause = {.tv_nsec = 10000000};
    float scores[VALUES];
    long pid = 0;
    (void)state;
    close(mkstemp(path));
    kit *k = open_program("means", mode, "start_seconds: 1");
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_E_FAIL);
    kit_close(k);
    FILE *f = fopen(path, "r");
    assert_int_equal(fscanf(f, "%ld", &pid), 1);
    fclose(f);
    unlink(path);
    for (int i = 0; i < 200 && is_alive(pid); i++)
        nanosleep(&pause, NULL);
    char stat[64], word = 'Z';
    snprintf(stat, sizeof stat, "/proc/%ld/stat", pid);
    f = fopen(stat, "r"); /* it may stay as a zombie where nobody reaps orphans */
    if (f) {
        assert_int_equal(fscanf(f, "%*d %*s %c", &word), 1);
        fclose(f);
    }
    assert_int_equal(word, 'Z');
}

static int polls;
static int after_some(lk_context *ctx)
{
    (void)ctx;
    return ++polls > 3;
}

static void a_cancelled_call_stops_the_program(void **state)
{
    float scores[VALUES];
    lk_tensor t = make_pictures(1);
    (void)state;
    kit *k = open_program("means", "hang", "");
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    host.cancelled = after_some;
    ctx.host = &host;
    polls = 0;
    time_t began = time(NULL);
    assert_int_equal(ops_of(k)->scores(kit_self(k), &ctx, &t, LK_OUTPUT_LOGIT, scores),
                     LK_CANCELLED);
    assert_true(time(NULL) - began < 5);
    kit_close(k);
}

/* ---- What goes wrong ------------------------------------------------------------------- */

static void a_program_that_dies_is_a_failure_with_its_last_words(void **state)
{
    (void)state;
    expect_failure("means", "die", "",
                   "ended with code 3 instead of answering; it had printed: no memory for the "
                   "weights ValueError: nothing here");
}

static void a_program_that_crashes_is_a_failure(void **state)
{
    (void)state;
    expect_failure("means", "crash", "", "was ended by signal 6 (SIGABRT)");
}

static void a_program_that_ends_between_batches_is_a_failure(void **state)
{
    float scores[5 * VALUES];
    (void)state;
    kit *k = open_program("means", "last", "");
    assert_int_equal(score(k, 5, LK_OUTPUT_LOGIT, scores), LK_E_FAIL);
    expect_sentence(k, "ended with code 0 instead of answering");
    kit_close(k);
}

static void a_program_that_hangs_is_stopped(void **state)
{
    (void)state;
    expect_failure("means", "hang", "start_seconds: 0.2",
                   "did not answer within 0.2 s and was stopped");
}

/* A batch that is larger than any pipe. */
static lk_status score_wide(kit *k)
{
    float scores[VALUES];
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 1000, 1000, 3);
    return ops_of(k)->scores(kit_self(k), kit_context(k, 1), &t, LK_OUTPUT_LOGIT, scores);
}

static void a_program_that_never_reads_is_stopped(void **state)
{
    (void)state;
    kit *k = open_program("wide", "deaf", "start_seconds: 0.2");
    assert_int_equal(score_wide(k), LK_E_FAIL);
    expect_sentence(k, "did not read its request within 0.2 s and was stopped");
    kit_close(k);
}

static void later_answers_have_a_limit_of_their_own(void **state)
{
    float scores[VALUES];
    (void)state;
    kit *k = open_program("means", "tire", "start_seconds: 60, seconds: 0.2");
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_OK);
    assert_int_equal(score(k, 1, LK_OUTPUT_LOGIT, scores), LK_E_FAIL);
    expect_sentence(k, "did not answer within 0.2 s and was stopped");
    kit_close(k);
}

static void a_program_that_closes_its_output_is_stopped(void **state)
{
    (void)state;
    expect_failure("means", "shut", "", "closed its stdin or stdout instead of answering");
}

static void words_on_stdout_are_no_answer(void **state)
{
    (void)state;
    expect_failure("means", "greet", "",
                   "answered `Loading the model ...` where an .npy array must begin; what it "
                   "prints must go to its stderr");
}

static void an_answer_cut_short_is_a_failure(void **state)
{
    (void)state;
    expect_failure("means", "half", "", "ended with code 0 instead of answering");
}

static void an_answer_of_another_kind_is_a_failure(void **state)
{
    (void)state;
    expect_failure("means", "few", "", "answered an array of shape (3, 3) instead of (4, 3)");
    expect_failure("means", "whole-numbers", "",
                   "answered an array that is neither float32 nor float64, little endian");
    expect_failure("means", "fortran", "",
                   "answered an array in Fortran order; it must be in C order");
    expect_failure("means", "huge", "", "answered an array with a header beyond all bounds");
}

static void more_than_one_answer_is_a_failure(void **state)
{
    const struct timespec pause = {.tv_nsec = 200000000};
    float scores[VALUES];
    (void)state;
    kit *k = open_program("means", "twice", "");
    lk_status status = score(k, 1, LK_OUTPUT_LOGIT, scores);
    nanosleep(&pause, NULL); /* the second may come with the first or after it */
    if (!status)
        status = score(k, 1, LK_OUTPUT_LOGIT, scores);
    assert_int_equal(status, LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "` answered "));
    kit_close(k);
}

static void an_answer_before_the_batch_is_read_is_a_failure(void **state)
{
    (void)state;
    kit *k = open_program("wide", "hasty", "");
    assert_int_equal(score_wide(k), LK_E_FAIL);
    expect_sentence(k, "answered before it had read its request");
    kit_close(k);
}

static void a_number_that_is_not_finite_is_a_failure(void **state)
{
    (void)state;
    expect_failure("means", "nan", "", "answered a number that is not finite");
    expect_failure("means", "number, 1e300", "", "answered a number that is not finite");
}

static void logits_are_no_probabilities(void **state)
{
    (void)state;
    expect_failure("shares", "number, 3.5", "",
                   "answered 3.5, which is no probability: if it gives logits, say `activation: "
                   "softmax`");
}

/* ---- What is refused when it is opened ---------------------------------------------------- */

static void expect_refused(const char *params, const char *part)
{
    char error[1200] = "";
    kit *k = kit_try_open(LK_STAGE_BACKEND, "process", params, error, sizeof error);
    if (k)
        fail_msg("opened, but expected: %s", part);
    if (!strstr(error, part))
        fail_msg("%s", error);
}

static void a_program_that_is_not_there_is_refused(void **state)
{
    (void)state;
    expect_refused("{command: [no-such-program], model: tests/backends/means.yaml}",
                   "there is no program `no-such-program` in the folders of PATH");
    expect_refused("{command: [./nothing], model: tests/backends/means.yaml}",
                   "nothing is no program that may be run");
    expect_refused("{command: [./configure.ac], model: tests/backends/means.yaml}",
                   "configure.ac is no program that may be run");
    expect_refused("{command: [], model: tests/backends/means.yaml}", "`command` names no program");
}

static void a_file_that_is_not_there_is_refused(void **state)
{
    (void)state;
    expect_refused("{command: [" PROGRAM "], model: tests/backends/means.yaml, files: [gone.pt]}",
                   "gone.pt");
}

static void an_activation_needs_a_network_of_probabilities(void **state)
{
    (void)state;
    expect_refused("{command: [" PROGRAM
                   "], model: tests/backends/means.yaml, activation: softmax}",
                   "`activation: softmax` gives probabilities: say `output: probability` in ");
}

static void a_network_file_with_layers_is_refused(void **state)
{
    (void)state;
    expect_refused("{command: [" PROGRAM "], model: configs/networks/offline-plain.yaml}",
                   "another program has the network");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_scores_batches_of_any_size),
        cmocka_unit_test(a_program_may_answer_in_float64),
        cmocka_unit_test(a_batch_that_is_not_full_is_filled_with_zeros),
        cmocka_unit_test(raw_scores_skip_the_normalisation),
        cmocka_unit_test(raw_output_has_as_many_values_as_the_study_says),
        cmocka_unit_test(only_what_the_network_file_says_is_given),
        cmocka_unit_test(an_activation_makes_logits_into_probabilities),
        cmocka_unit_test(bits_are_the_same_only_where_the_study_says_so),
        cmocka_unit_test(it_runs_in_the_folder_of_the_study),
        cmocka_unit_test(it_is_told_how_many_threads_it_may_use),
        cmocka_unit_test(it_inherits_no_file_but_its_pipes),
        cmocka_unit_test(what_it_says_on_stderr_stops_nothing),
        cmocka_unit_test(a_program_that_died_is_started_anew),
        cmocka_unit_test(what_it_started_is_stopped_with_it),
        cmocka_unit_test(a_cancelled_call_stops_the_program),
        cmocka_unit_test(a_program_that_dies_is_a_failure_with_its_last_words),
        cmocka_unit_test(a_program_that_crashes_is_a_failure),
        cmocka_unit_test(a_program_that_ends_between_batches_is_a_failure),
        cmocka_unit_test(a_program_that_hangs_is_stopped),
        cmocka_unit_test(a_program_that_never_reads_is_stopped),
        cmocka_unit_test(later_answers_have_a_limit_of_their_own),
        cmocka_unit_test(a_program_that_closes_its_output_is_stopped),
        cmocka_unit_test(words_on_stdout_are_no_answer),
        cmocka_unit_test(an_answer_cut_short_is_a_failure),
        cmocka_unit_test(an_answer_of_another_kind_is_a_failure),
        cmocka_unit_test(more_than_one_answer_is_a_failure),
        cmocka_unit_test(an_answer_before_the_batch_is_read_is_a_failure),
        cmocka_unit_test(a_number_that_is_not_finite_is_a_failure),
        cmocka_unit_test(logits_are_no_probabilities),
        cmocka_unit_test(a_program_that_is_not_there_is_refused),
        cmocka_unit_test(a_file_that_is_not_there_is_refused),
        cmocka_unit_test(an_activation_needs_a_network_of_probabilities),
        cmocka_unit_test(a_network_file_with_layers_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
