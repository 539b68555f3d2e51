/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "lime.h"

/* ---- Samples ------------------------------------------------------------------------------ */

static void the_same_seed_gives_the_same_bytes(void **state)
{
    kit *k = open_lime(LIME);
    explained a = explain_linear(k, 7), b = explain_linear(k, 7);
    (void)state;
    assert_near(&a.z, &b.z, 0);
    assert_memory_equal(a.coefficients.data, b.coefficients.data, 10 * sizeof(double));
    kit_close(k);
}

static void another_seed_gives_other_samples(void **state)
{
    kit *k = open_lime(LIME);
    explained a = explain_linear(k, 7), b = explain_linear(k, 8);
    (void)state;
    assert_true(kit_max_difference(&a.z, &b.z) == 1);
    kit_close(k);
}

static void check_beginning(const char *few, const char *many)
{
    kit *f = open_lime(few), *m = open_lime(many);
    explained a = explain_linear(f, 3), b = explain_linear(m, 3);
    lk_tensor beginning = first_rows(&b.z, a.z.shape[0]);
    assert_int_equal(a.z.shape[0], 100);
    assert_near(&a.z, &beginning, 0);
    kit_close(f);
    kit_close(m);
}

static void fewer_samples_are_a_beginning_of_more(void **state)
{
    (void)state;
    check_beginning("{" STRIPES ", samples: 100}", "{" STRIPES ", samples: 300}");
    check_beginning("{" STRIPES ", samples: 100, probability: 0.7}",
                    "{" STRIPES ", samples: 300, probability: 0.7}");
}

/* Sample 0 whole, the share of shown segments within four standard deviations. */
static void check_share(const char *params, double probability)
{
    kit *k = open_lime(params);
    explained e = explain_linear(k, 5);
    const uint8_t *z = e.z.data;
    double shown = 0, n = 5 * 999;
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(z[i], 1);
    for (size_t i = 5; i < 5 * 1000; i++)
        shown += z[i];
    assert_true(fabs(shown / n - probability) <= 4 * sqrt(probability * (1 - probability) / n));
    kit_close(k);
}

static void segments_are_shown_with_the_given_probability(void **state)
{
    (void)state;
    check_share("{" STRIPES "}", .5);
    check_share("{" STRIPES ", probability: 0.2}", .2);
    check_share("{" STRIPES ", probability: 0.9}", .9);
}

static void the_segmenter_cuts_the_view(void **state)
{
    kit *k = open_lime("{segmenter: {use: test-stripes, count: 3}, samples: 20}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    static const int32_t labels[5] = {0, 0, 1, 1, 2};
    (void)state;
    assert_int_equal(e.answer.segment_count, 3);
    assert_memory_equal(e.answer.segments->data, labels, sizeof labels);
    assert_memory_equal(e.segments.data, labels, sizeof labels);
    kit_close(k);
}

/* Segments as a plugin makes them, and as lime does where none is named. */
static void check_default_segmenter(const char *params, const char *plugin, const char *settings)
{
    kit *k = open_lime(params), *s = kit_open(LK_STAGE_SEGMENTER, plugin, settings);
    const lk_segmenter_ops *ops = kit_ops(s);
    static const double indifferent[2 * 64 * 64];
    linear l = {.classes = 2, .slopes = indifferent};
    lk_raster view = kit_raster_u8(kit_npy("golden/segmentation/p1_64x64.npy"));
    lk_network *n = kit_function_network(k, 64, 64, 2, linear_score, &l);
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, 64, 64);
    uint32_t count;
    assert_int_equal(ops->segment(kit_self(s), kit_context(s, 1), &view, NULL, &labels, &count), 0);
    assert_int_equal(e.answer.segment_count, count);
    assert_memory_equal(e.segments.data, labels.data, 64 * 64 * sizeof(int32_t));
    kit_close(s);
    kit_close(k);
}

static void the_default_segmenter_is_the_profiles(void **state)
{
    (void)state;
    check_default_segmenter("{samples: 10}", "slic", "{segments: 30, compactness: 20}");
    check_default_segmenter("{samples: 10, profile: lime}", "quickshift",
                            "{kernel_size: 4, max_dist: 200, ratio: 0.2}");
}

static void an_estimate_is_the_number_of_samples(void **state)
{
    kit *k = open_lime("{" STRIPES ", samples: 321}");
    const lk_explainer_ops *ops = kit_ops(k);
    (void)state;
    assert_int_equal(ops->estimate(kit_self(k), 224, 224), 321);
    kit_close(k);
}

/* ---- The other side ------------------------------------------------------------------------ */

/* Between the explainer and a network: what was asked, and an early end. */
typedef struct listener {
    lk_network public;
    lk_network *real;
    lk_output output;
    int silent;
} listener;

static lk_status listen(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                        lk_output output, lk_score_sink sink, void *user)
{
    listener *l = (listener *)(void *)self;
    l->output = output;
    return l->silent ? LK_OK : l->real->coalitions(l->real, ctx, problem, output, sink, user);
}

static listener open_listener(kit *k, linear *l)
{
    listener heard = {.real = kit_function_network(k, 1, 5, 2, linear_score, l)};
    heard.public = *heard.real;
    heard.public.coalitions = listen;
    return heard;
}

static void a_logit_is_explained_where_asked(void **state)
{
    kit *probability = open_lime("{" STRIPES "}"),
        *logit = open_lime("{" STRIPES ", output: logit}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    listener p = open_listener(probability, &l), q = open_listener(logit, &l);
    (void)state;
    explain_well(probability, 1, &p.public, &view, NULL, NULL);
    explain_well(logit, 1, &q.public, &view, NULL, NULL);
    assert_int_equal(p.output, LK_OUTPUT_PROBABILITY);
    assert_int_equal(q.output, LK_OUTPUT_LOGIT);
    kit_close(probability);
    kit_close(logit);
}

static void scores_that_do_not_come_are_an_error(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    listener heard = open_listener(k, &l);
    explained e;
    (void)state;
    heard.silent = 1;
    assert_int_equal(explaining(k, 1, &heard.public, &view, NULL, NULL, &e), LK_E_FAIL);
    assert_non_null(strstr(kit_error(k), "0 of 1000 samples"));
    kit_close(k);
}

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static void a_cancelled_call_ends_as_cancelled(void **state)
{
    static const uint32_t classes[] = {0};
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    const lk_explainer_ops *ops = kit_ops(k);
    lk_explanation out = {.struct_size = sizeof out};
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = classes,
                                  .view = &view,
                                  .network = kit_function_network(k, 1, 5, 2, linear_score, &l)};
    (void)state;
    host.cancelled = always;
    ctx.host = &host;
    assert_int_equal(ops->explain(kit_self(k), &ctx, &request, &out), LK_CANCELLED);
    kit_close(k);
}

static void assert_wrong_input(kit *k, const lk_tensor *segments, const lk_tensor *z,
                               const char *why)
{
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    lk_network *n = kit_function_network(k, 1, 5, 2, linear_score, &l);
    explained e;
    assert_int_equal(explaining(k, 1, n, &view, segments, z, &e), LK_E_INPUT);
    if (!strstr(kit_error(k), why))
        fail_msg("\"%s\" does not say \"%s\"", kit_error(k), why);
}

static void given_arrays_of_another_shape_are_refused(void **state)
{
    kit *k = open_lime("{" STRIPES "}");
    lk_tensor six = pixel_segments(6), five = pixel_segments(5), odd = pixel_segments(5);
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 10, 6);
    (void)state;
    ((int32_t *)odd.data)[2] = -1;
    assert_wrong_input(k, &six, NULL, "1 x 5");
    assert_wrong_input(k, &odd, NULL, "label -1");
    assert_wrong_input(k, &five, &z, "number of segments");
    kit_close(k);
}

static void a_class_that_the_network_lacks_is_refused(void **state)
{
    static const uint32_t classes[] = {2};
    kit *k = open_lime("{" STRIPES "}");
    linear l = {.classes = 2, .slopes = slopes};
    lk_raster view = white_row(5);
    const lk_explainer_ops *ops = kit_ops(k);
    lk_explanation out = {.struct_size = sizeof out};
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = classes,
                                  .view = &view,
                                  .network = kit_function_network(k, 1, 5, 2, linear_score, &l)};
    (void)state;
    assert_int_equal(ops->explain(kit_self(k), kit_context(k, 1), &request, &out), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "no class 2"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(another_seed_gives_other_samples),
        cmocka_unit_test(fewer_samples_are_a_beginning_of_more),
        cmocka_unit_test(segments_are_shown_with_the_given_probability),
        cmocka_unit_test(the_segmenter_cuts_the_view),
        cmocka_unit_test(the_default_segmenter_is_the_profiles),
        cmocka_unit_test(an_estimate_is_the_number_of_samples),
        cmocka_unit_test(a_logit_is_explained_where_asked),
        cmocka_unit_test(scores_that_do_not_come_are_an_error),
        cmocka_unit_test(a_cancelled_call_ends_as_cancelled),
        cmocka_unit_test(given_arrays_of_another_shape_are_refused),
        cmocka_unit_test(a_class_that_the_network_lacks_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
