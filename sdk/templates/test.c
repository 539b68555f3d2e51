/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/check.h>

#include <stdio.h>

/* Tests of your own: the plugin opened here, its operations called by hand. Prints
 * TAP, which make, meson and prove read. Those of the example know what it answers:
 * put inputs of your own in their place, whose answers you can work out by hand. */

static int count, failures;

static void test(int holds, const char *sentence)
{
    count++;
    failures += !holds;
    printf("%sok %d - %s\n", holds ? "" : "not ", count, sentence);
}

/* Opened, or NULL with the reason as a comment of TAP. */
static lk_trial *open_with(const char *parameters)
{
    char why[512];
    lk_trial *t = lk_trial_open(PLUGIN, parameters, why, sizeof why);
    if (!t)
        printf("# %s\n", why);
    return t;
}

@for binariser@
enum { SIDE = 4 };

static void test_answer(lk_trial *t)
{
    const lk_binariser_ops *ops = lk_trial_ops(t);
    const int64_t shape[2] = {SIDE, SIDE};
    float values[SIDE * SIDE] = {0};
    uint8_t pixels[SIDE * SIDE] = {0};
    lk_heatmap map = {.struct_size = sizeof map,
                      .values = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, shape)};
    lk_region out = {.struct_size = sizeof out,
                     .pixels = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, shape)};
    lk_status status = ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), &map, 0, &out);
    test(status == LK_MISSING, "a map that is the same everywhere has no foreground");
    values[5] = 1;
    status = ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), &map, 0, &out);
    test(!status && pixels[5] && lk_region_area(&out) == 1, "one bright pixel is the foreground");
}
@end@
@for metric@
enum { SIDE = 4 };

static void test_answer(lk_trial *t)
{
    const lk_metric_ops *ops = lk_trial_ops(t);
    const int64_t shape[2] = {SIDE, SIDE};
    float values[SIDE * SIDE] = {[5] = 3, [6] = 1};
    uint8_t inside[SIDE * SIDE] = {[5] = 1};
    lk_value out[16] = {{.missing = 1}, {.missing = 1}}; /* room for more than it declares */
    lk_heatmap map = {.struct_size = sizeof map,
                      .values = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, shape)};
    lk_region mask = {.struct_size = sizeof mask,
                      .pixels = lk_tensor_over(inside, LK_DTYPE_UINT, 8, 2, shape)};
    lk_status status =
        ops->agreement(lk_trial_self(t), lk_trial_context(t, 1), &map, &mask, &mask, out);
    test(!status && out[0].value == 1, "the most important pixel is in the mask");
    test(!status && out[1].value == 0.75, "three of four parts of the importance are in the mask");
}
@end@
@for explainer@
enum { SIDE = 8, PIXELS = SIDE * SIDE };

/* The stand-in's logit is a sum over pixels, so it is known what each of them counts. */
static void test_answer(lk_trial *t)
{
    const lk_explainer_ops *ops = lk_trial_ops(t);
    const int64_t shape[3] = {SIDE, SIDE, 3}, maps[3] = {1, SIDE, SIDE};
    const uint32_t class_index = 0;
    float pixels[PIXELS * 3] = {[0] = 200};
    float values[PIXELS] = {0};
    lk_value diagnostics[16] = {{.missing = 1}, {.missing = 1}}; /* for more than it declares */
    lk_network *network = lk_trial_network(t, SIDE, SIDE);
    lk_raster view = {.struct_size = sizeof view,
                      .pixels = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape)};
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = &class_index,
                                  .view = &view,
                                  .network = network};
    lk_explanation out = {.struct_size = sizeof out,
                          .heatmaps = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 3, maps),
                          .diagnostics = diagnostics};
    lk_status status = ops->explain(lk_trial_self(t), lk_trial_context(t, 1), &request, &out);
    int others = 0;
    for (int i = 1; i < PIXELS; i++)
        others += values[i] != 0;
    test(!status && values[0] != 0, "the one pixel that is not black counts");
    test(!status && !others, "black pixels count for nothing");
    network->gradients = NULL;
    values[PIXELS - 1] = 0;
    status = ops->explain(lk_trial_self(t), lk_trial_context(t, 1), &request, &out);
    test(!status && values[PIXELS - 1] != 0, "without gradients squares are hidden");
}
@end@
@for segmenter@
enum { SIDE = 6 };

static void test_answer(lk_trial *t)
{
    const lk_segmenter_ops *ops = lk_trial_ops(t);
    const int64_t shape[3] = {SIDE, SIDE, 3};
    float pixels[SIDE * SIDE * 3] = {0};
    int32_t labels[SIDE * SIDE] = {0};
    uint32_t segments = 0;
    lk_raster view = {.struct_size = sizeof view,
                      .pixels = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape)};
    lk_tensor out = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    lk_status status =
        ops->segment(lk_trial_self(t), lk_trial_context(t, 1), &view, NULL, &out, &segments);
    test(!status && segments == 30, "there are six rows of five rectangles");
}
@end@
@for source@
static void test_answer(lk_trial *t)
{
    const lk_source_ops *ops = lk_trial_ops(t);
    int64_t items = 0;
    lk_item item = {.struct_size = sizeof item};
    ops->count(lk_trial_self(t), lk_trial_context(t, 1), &items);
    test(items == 12, "there are as many items as `count` says by default");
    lk_status status = ops->get(lk_trial_self(t), lk_trial_context(t, 1), items, &item);
    test(status == LK_END, "past the last there is none");
}
@end@
int main(void)
{
    lk_trial *t = open_with("{@MAP@}");
    test(t != NULL, "it opens");
@for binariser metric explainer segmenter source@
    if (t)
        test_answer(t);
@end@
    lk_trial_close(t);
    test(!open_with("{no-such-parameter: 1}"), "a parameter that there is not is refused");
    printf("1..%d\n", count);
    return failures != 0;
}
