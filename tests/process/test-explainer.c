/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../explain/explaining.h"
#include "python.h"

/* The explainer `process` over telling.py, which says what it got, misbehaving.py,
 * which does wrong in one way a mode, and the example of sdk/. */

enum { PIXELS = 4 };
static const double slopes[] = {.1, .2, .3, .4, 1, -1, 2, -2};

static kit *open_script(const char *script, const char *mode, const char *more)
{
    char program[100];
    snprintf(program, sizeof program, "tests/process/%s.py, %s", script, mode);
    return open_python(LK_STAGE_EXPLAINER, program, more);
}

static kit *open_telling(const char *what, const char *more)
{
    return open_script("telling", what, more);
}

/* Two classes over four pixels in a row. */
static lk_network *open_linear(kit *k)
{
    static linear network = {.classes = 2, .slopes = slopes, .offset = .5};
    return kit_function_network(k, 1, PIXELS, 2, linear_score, &network);
}

/* A request about all classes, and room for their heatmaps. */
typedef struct asking {
    lk_explain_request request;
    lk_explanation out;
} asking;

static asking ask_about(lk_network *n, const lk_raster *view)
{
    static const uint32_t classes[] = {0, 1, 2, 3, 4, 5};
    const int64_t *extents = view->pixels.shape;
    uint32_t count = n->info->class_count;
    asking a = {.request = {.struct_size = sizeof a.request,
                            .class_count = count,
                            .classes = classes,
                            .view = view,
                            .network = n},
                .out = {.struct_size = sizeof a.out}};
    a.out.heatmaps =
        kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)count, (int)extents[0], (int)extents[1]);
    return a;
}

static lk_status try_explain(kit *k, uint64_t seed, asking *a)
{
    const lk_explainer_ops *ops = kit_ops(k);
    return ops->explain(kit_self(k), kit_context(k, seed), &a->request, &a->out);
}

static lk_status try_row(kit *k, const lk_tensor *segments)
{
    lk_raster view = white_row(PIXELS);
    asking a = ask_about(open_linear(k), &view);
    a.request.segments = segments;
    return try_explain(k, 1, &a);
}

static lk_explanation explain_by(kit *k, uint64_t seed, asking *a)
{
    if (try_explain(k, seed, a))
        fail_msg("%s", kit_error(k));
    return a->out;
}

static lk_explanation explain_row(kit *k, uint64_t seed, const lk_tensor *segments)
{
    lk_raster view = white_row(PIXELS);
    asking a = ask_about(open_linear(k), &view);
    a.request.segments = segments;
    return explain_by(k, seed, &a);
}

static double heat_of(const lk_explanation *e, size_t i)
{
    return (double)((const float *)e->heatmaps.data)[i];
}

/* It fails with this sentence. */
static void expect_failure(const char *mode, const char *more, const char *sentence)
{
    lk_tensor segments = pixel_segments(PIXELS);
    char wanted[400];
    kit *k = open_script("misbehaving", mode, more);
    snprintf(wanted, sizeof wanted, "misbehaving.py %s` %s", mode, sentence);
    assert_true(try_row(k, &segments) < 0);
    const char *from = strstr(kit_error(k), "misbehaving.py");
    assert_string_equal(from ? from : kit_error(k), wanted);
    kit_close(k);
}

/* ---- What it gets -------------------------------------------------------------------- */

static void it_gets_the_view_and_the_classes(void **state)
{
    (void)state;
    kit *k = open_telling("sum", "");
    lk_explanation e = explain_row(k, 1, NULL);
    for (size_t i = 0; i < PIXELS; i++) {
        assert_true(heat_of(&e, i) == 765);
        assert_true(heat_of(&e, PIXELS + i) == 1765);
    }
    kit_close(k);
}

static void it_gets_landmarks_where_they_are_known(void **state)
{
    lk_point points[68];
    lk_raster view = white_row(PIXELS);
    kit *k = open_telling("landmarks", "");
    asking a = ask_about(open_linear(k), &view);
    (void)state;
    for (int i = 0; i < 68; i++)
        points[i] = (lk_point){-1, i};
    lk_landmarks landmarks = {.struct_size = sizeof landmarks, .count = 68, .points = points};
    lk_explanation e = explain_by(k, 1, &a);
    assert_true(heat_of(&e, 0) == -1);
    a.request.landmarks = &landmarks;
    e = explain_by(k, 1, &a);
    assert_true(heat_of(&e, 0) == 67 * 68 / 2);
    kit_close(k);
}

static void it_gets_the_segments_of_a_segmenter(void **state)
{
    (void)state;
    kit *k = open_telling("segments", "segmenter: {use: test-stripes, count: 2}");
    lk_explanation e = explain_row(k, 1, NULL);
    assert_true(heat_of(&e, 0) == 0 && heat_of(&e, 3) == 1);
    assert_true(heat_of(&e, PIXELS + 3) == 11);
    kit_close(k);
}

static void segments_from_outside_stand_above_its_segmenter(void **state)
{
    lk_tensor segments = pixel_segments(PIXELS);
    (void)state;
    kit *k = open_telling("parts", "segmenter: {use: test-stripes, count: 2}");
    lk_explanation e = explain_row(k, 1, &segments);
    assert_int_equal(e.segment_count, PIXELS);
    for (int i = 0; i < 2 * PIXELS; i++)
        assert_true(e.weights[i] == i % PIXELS + i / PIXELS * 10);
    kit_close(k);
}

static void its_random_numbers_are_those_of_the_call(void **state)
{
    (void)state;
    kit *a = open_telling("random", ""), *b = open_telling("random", "");
    lk_explanation first = explain_row(a, 1, NULL);
    double number = heat_of(&first, 0);
    lk_explanation other = explain_row(a, 2, NULL);
    assert_true(heat_of(&other, 0) != number);
    lk_explanation again = explain_row(b, 1, NULL);
    assert_true(heat_of(&again, 0) == number);
    kit_close(a);
    kit_close(b);
}

static void it_is_started_once(void **state)
{
    (void)state;
    kit *k = open_telling("pid", "");
    lk_explanation e = explain_row(k, 1, NULL);
    double pid = heat_of(&e, 0);
    e = explain_row(k, 1, NULL);
    assert_true(heat_of(&e, 0) == pid);
    kit_close(k);
}

/* ---- What it asks ----------------------------------------------------------------------- */

static void it_asks_the_network_for_scores(void **state)
{
    lk_tensor segments = pixel_segments(PIXELS);
    (void)state;
    kit *k = open_telling("scores", "");
    lk_explanation e = explain_row(k, 1, &segments);
    for (int i = 0; i < 2 * PIXELS; i++)
        assert_true(fabs(e.weights[i] - .5 - slopes[i]) < 1e-6);
    kit_close(k);
}

static void passes_are_counted(void **state)
{
    lk_tensor segments = pixel_segments(PIXELS);
    lk_raster view = white_row(PIXELS);
    (void)state;
    kit *k = open_telling("scores", "");
    asking a = ask_about(open_linear(k), &view);
    a.request.segments = &segments;
    explain_by(k, 1, &a);
    assert_int_equal(a.request.network->passes(a.request.network), PIXELS);
    kit_close(k);
}

static void coalitions_have_the_scores_of_their_pictures(void **state)
{
    lk_tensor segments = pixel_segments(PIXELS);
    (void)state;
    kit *a = open_telling("scores", ""), *b = open_telling("coalitions", "");
    lk_explanation pictures = explain_row(a, 1, &segments);
    lk_explanation rows = explain_row(b, 1, &segments);
    for (int i = 0; i < 2 * PIXELS; i++)
        assert_true(pictures.weights[i] == rows.weights[i]);
    kit_close(a);
    kit_close(b);
}

/* A network that has gradients, and a view for it. */
static kit *open_plain(lk_raster *view)
{
    kit *k = kit_open(LK_STAGE_BACKEND, "openblas", "{model: configs/networks/offline-plain.yaml}");
    int side = (int)kit_network(k)->info->view.width;
    lk_tensor image = kit_tensor(LK_DTYPE_UINT, 8, 3, side, side, 3);
    for (size_t i = 0; i < lk_tensor_count(&image); i++)
        ((uint8_t *)image.data)[i] = (uint8_t)(i * 37 % 251);
    *view = kit_raster_u8(image);
    return k;
}

static void gradients_are_those_of_the_network(void **state)
{
    lk_raster view;
    kit *backend = open_plain(&view), *k = open_telling("gradients", "");
    lk_network *n = kit_network(backend);
    int side = (int)n->info->view.width;
    int64_t shape[] = {1, side, side, 3};
    lk_tensor batch = lk_tensor_over(view.pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    lk_tensor wanted = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, side, side, 3);
    (void)state;
    asking a = ask_about(n, &view);
    lk_explanation e = explain_by(k, 1, &a);
    for (uint32_t c = 0; c < n->info->class_count; c++) {
        assert_int_equal(
            n->gradients(n, kit_context(backend, 1), &batch, &c, LK_OUTPUT_LOGIT, NULL, &wanted),
            LK_OK);
        const float *g = wanted.data;
        for (size_t i = 0; i < (size_t)(side * side); i++, g += 3)
            assert_true(fabs(heat_of(&e, c * (size_t)(side * side) + i) -
                             (double)(g[0] + g[1] + g[2])) < 1e-6);
    }
    kit_close(k);
    kit_close(backend);
}

static void a_network_without_gradients_is_named(void **state)
{
    (void)state;
    expect_failure("gradients", "",
                   "asks for gradients, and the network function has none here: use a backend "
                   "that has them");
}

static void a_class_that_the_network_has_not_is_a_failure(void **state)
{
    lk_raster view;
    kit *backend = open_plain(&view);
    kit *k = open_script("misbehaving", "class", "");
    asking a = ask_about(kit_network(backend), &view);
    (void)state;
    assert_int_equal(try_explain(k, 1, &a), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "asked for the gradient of class 99, which the network "
                                         "has not"));
    kit_close(k);
    kit_close(backend);
}

static void the_example_gives_the_maps_of_the_plugin_occlusion(void **state)
{
    kit *a = kit_open(LK_STAGE_EXPLAINER, "occlusion",
                      "{window: 7, stride: 3, fill: colour, colour: [128, 128, 128]}");
    kit *b = open_python(LK_STAGE_EXPLAINER, "sdk/examples/python/occlude.py, 7, 3", "");
    golden_network g = open_golden_network('a', 1);
    lk_raster view = golden_image(0);
    (void)state;
    explained wanted = explain_well(
        a, 1, kit_function_network(a, 32, 32, 6, golden_network_score, &g), &view, NULL, NULL);
    asking asked = ask_about(kit_function_network(b, 32, 32, 6, golden_network_score, &g), &view);
    lk_explanation e = explain_by(b, 1, &asked);
    const int32_t *labels = wanted.answer.segments->data;
    for (size_t i = 0; i < lk_tensor_count(&e.heatmaps); i++) {
        size_t segment = i / 1024 * wanted.answer.segment_count + (size_t)labels[i % 1024];
        assert_true(fabs(heat_of(&e, i) - wanted.answer.weights[segment]) < 1e-5);
    }
    kit_close(a);
    kit_close(b);
}

/* ---- What it may say instead ------------------------------------------------------------- */

static void it_may_say_that_nothing_is_defined(void **state)
{
    (void)state;
    kit *k = open_script("misbehaving", "missing", "");
    assert_int_equal(try_row(k, NULL), LK_MISSING);
    assert_string_equal(kit_error(k), "nobody is here");
    kit_close(k);
}

static void an_error_is_its_sentence(void **state)
{
    (void)state;
    expect_failure("error", "", "says: the moon is not full");
}

static void after_a_failure_it_is_started_anew(void **state)
{
    (void)state;
    kit *k = open_script("misbehaving", "die", "");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(try_row(k, NULL), LK_E_FAIL);
        assert_non_null(strstr(kit_error(k), "ended with code 3 instead of answering"));
    }
    kit_close(k);
}

static void an_exception_is_its_sentence(void **state)
{
    (void)state;
    kit *k = open_python(LK_STAGE_EXPLAINER, "sdk/examples/python/occlude.py, 4, 0", "");
    assert_int_equal(try_row(k, NULL), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "says: ValueError: range() arg 3 must not be zero"));
    kit_close(k);
}

/* ---- What goes wrong ------------------------------------------------------------------- */

static void a_program_that_ends_is_a_failure(void **state)
{
    (void)state;
    expect_failure("die", "", "ended with code 3 instead of answering; it had printed: no memory");
    expect_failure("crash", "", "was ended by signal 6 (SIGABRT)");
    expect_failure("half", "", "ended with code 0 instead of answering");
}

static void a_program_that_hangs_is_stopped(void **state)
{
    (void)state;
    expect_failure("hang", "start_seconds: 1", "did not answer within 1 s and was stopped");
}

static int polls;
static int after_some(lk_context *ctx)
{
    (void)ctx;
    return ++polls > 3;
}

static void a_cancelled_call_stops_the_program(void **state)
{
    lk_raster view = white_row(PIXELS);
    kit *k = open_script("misbehaving", "hang", "");
    const lk_explainer_ops *ops = kit_ops(k);
    asking a = ask_about(open_linear(k), &view);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    (void)state;
    host.cancelled = after_some;
    ctx.host = &host;
    polls = 0;
    time_t began = time(NULL);
    assert_int_equal(ops->explain(kit_self(k), &ctx, &a.request, &a.out), LK_CANCELLED);
    assert_true(time(NULL) - began < 5);
    kit_close(k);
}

static void words_are_no_answer(void **state)
{
    (void)state;
    expect_failure("words", "",
                   "answered `Loading the model ...`, which begins with none of scores, gradients, "
                   "coalitions, heatmaps, weights, missing and error");
    expect_failure("bytes", "",
                   "answered `no array at all, and more of it than a h` where an .npy array must "
                   "begin; what it prints must go to its stderr");
    expect_failure("long", "",
                   "answered a line of more than 512 bytes: "
                   "`error xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...`");
}

static void heatmaps_of_another_kind_are_a_failure(void **state)
{
    (void)state;
    expect_failure("few", "", "answered an array of shape (2, 4, 1) instead of (2, 1, 4)");
    expect_failure("type", "",
                   "answered an array that is neither float32 nor float64, little endian");
    expect_failure("nan", "", "gave an explanation with a value that is not finite");
    expect_failure("weights", "", "answered an array of shape (2, 3) instead of (2, 4)");
}

static void weights_need_segments(void **state)
{
    (void)state;
    kit *k = open_script("misbehaving", "weights", "");
    assert_int_equal(try_row(k, NULL), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "gave weights, and there are no segments: name a "
                                         "`segmenter`, or let it give heatmaps"));
    kit_close(k);
}

static void a_question_that_makes_no_sense_is_a_failure(void **state)
{
    (void)state;
    expect_failure("output", "",
                   "asked for the output `best`; there are probability, logit and raw");
    expect_failure("none", "", "answered an array of shape (0, 1, 4, 3) instead of (N, 1, 4, 3)");
    expect_failure("picture", "", "sent a picture with a value that is not finite");
    expect_failure("label", "", "sent a segment label that is no column of its 2 coalitions");
}

static void a_question_beyond_all_bounds_is_a_failure(void **state)
{
    (void)state;
    expect_failure("huge", "",
                   "answered an array of shape (1000000000, 1, 4, 3), which takes more than 256 "
                   "MiB: let it send less at once");
    expect_failure("overflow", "",
                   "answered an array of shape (4611686018427387904, 1, 4, 3), which takes more "
                   "than 256 MiB: let it send less at once");
    expect_failure("greedy", "passes: 20",
                   "asked for more forward passes than one explanation may take: raise `passes`, "
                   "or let it ask for less");
}

static void more_than_one_answer_is_a_failure(void **state)
{
    const struct timespec pause = {.tv_nsec = 200000000};
    (void)state;
    kit *k = open_script("misbehaving", "twice", "");
    explain_row(k, 1, NULL);
    nanosleep(&pause, NULL);
    assert_int_equal(try_row(k, NULL), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "` answered more than once to one request"));
    kit_close(k);
}

static void samples_from_outside_are_refused(void **state)
{
    lk_tensor segments = pixel_segments(PIXELS), z = kit_tensor(LK_DTYPE_UINT, 8, 2, 2, PIXELS);
    lk_raster view = white_row(PIXELS);
    (void)state;
    kit *k = open_telling("sum", "");
    asking a = ask_about(open_linear(k), &view);
    a.request.segments = &segments;
    a.request.coalitions = &z;
    assert_int_equal(try_explain(k, 1, &a), LK_E_UNSUPPORTED);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_the_view_and_the_classes),
        cmocka_unit_test(it_gets_landmarks_where_they_are_known),
        cmocka_unit_test(it_gets_the_segments_of_a_segmenter),
        cmocka_unit_test(segments_from_outside_stand_above_its_segmenter),
        cmocka_unit_test(its_random_numbers_are_those_of_the_call),
        cmocka_unit_test(it_is_started_once),
        cmocka_unit_test(it_asks_the_network_for_scores),
        cmocka_unit_test(passes_are_counted),
        cmocka_unit_test(coalitions_have_the_scores_of_their_pictures),
        cmocka_unit_test(gradients_are_those_of_the_network),
        cmocka_unit_test(a_network_without_gradients_is_named),
        cmocka_unit_test(a_class_that_the_network_has_not_is_a_failure),
        cmocka_unit_test(the_example_gives_the_maps_of_the_plugin_occlusion),
        cmocka_unit_test(it_may_say_that_nothing_is_defined),
        cmocka_unit_test(an_error_is_its_sentence),
        cmocka_unit_test(after_a_failure_it_is_started_anew),
        cmocka_unit_test(an_exception_is_its_sentence),
        cmocka_unit_test(a_program_that_ends_is_a_failure),
        cmocka_unit_test(a_program_that_hangs_is_stopped),
        cmocka_unit_test(a_cancelled_call_stops_the_program),
        cmocka_unit_test(words_are_no_answer),
        cmocka_unit_test(heatmaps_of_another_kind_are_a_failure),
        cmocka_unit_test(weights_need_segments),
        cmocka_unit_test(a_question_that_makes_no_sense_is_a_failure),
        cmocka_unit_test(a_question_beyond_all_bounds_is_a_failure),
        cmocka_unit_test(more_than_one_answer_is_a_failure),
        cmocka_unit_test(samples_from_outside_are_refused),
    };
    return has_python() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
