/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/check.h>

@for source detector backend explainer metric analysis@
#include <math.h>
@end@
#include <stdio.h>

/* Tests of your own: the plugin opened here, its operations called by hand. Prints
 * TAP, which make, meson and prove read. Those of the example know what it answers:
 * put inputs of your own in their place, whose answers you can work out by hand. */

@for source@
#define PARAMETERS "{@MAP@, jitter: 0}"
@end@
@for baseline@
#define PARAMETERS "{reach: 0}"
@end@
@for detector backend segmenter explainer aligner mask binariser metric analysis report@
#define PARAMETERS "{@MAP@}"
@end@

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
@for source detector backend explainer metric analysis@

static int is_near(double a, double b)
{
    return fabs(a - b) <= 1e-3 * fabs(b);
}
@end@

@for source@
/* Landmark 1 of the frame is at (16, 90) of 224 x 275; a picture is 96 x 96. */
static void test_answer(lk_trial *t)
{
    const lk_source_ops *ops = lk_trial_ops(t);
    lk_item item = {.struct_size = sizeof item};
    lk_status status = ops->get(lk_trial_self(t), lk_trial_context(t, 1), 1, &item);
    const float *pixels = item.image.data;
    test(!status && is_near(item.faces->landmarks.points[0].x, 16.0 / 224 * 96) &&
             is_near(item.faces->landmarks.points[0].y, 90.0 / 275 * 96),
         "a landmark lies where the frame has it");
    test(!status && pixels[(31 * 96 + 6) * 3] == 255 && pixels[(31 * 96 + 7) * 3] == 0,
         "its pixel is white, and the one beside it black");
    test(!status && !strcmp(item.label, "sadness"), "the second picture has the second label");
    status = ops->get(lk_trial_self(t), lk_trial_context(t, 1), 12, &item);
    test(status == LK_END, "past the last there is none");
}
@end@
@for detector@
/* Landmark 1 of the frame is at (16, 90) of 224 x 275; the image is half as wide. */
static void test_answer(lk_trial *t)
{
    const lk_detector_ops *ops = lk_trial_ops(t);
    const lk_raster *image = lk_trial_view(t, 275, 112, NULL);
    lk_faces out = {.struct_size = sizeof out};
    lk_status status =
        ops->detect(lk_trial_self(t), lk_trial_context(t, 1), "one.png", image, 0, &out);
    test(!status && out.count == 1 && out.faces->box.w == 112 && out.faces->box.h == 275,
         "the whole image is one face");
    test(!status && is_near(out.faces->landmarks.points[0].x, 8) &&
             is_near(out.faces->landmarks.points[0].y, 90),
         "its landmarks are those of the frame, stretched to the image");
}
@end@
@for backend@
/* Of the cell in the middle of the lowest row `happiness` has the weight 4, `fear` 0. */
static void test_answer(lk_trial *t)
{
    const lk_backend_ops *ops = lk_trial_ops(t);
    const uint32_t side = ops->info(lk_trial_self(t))->view.width, happiness = 0, fear = 3;
    const int64_t shape[4] = {1, side, side, 3};
    const size_t place = ((side - 1) * side + side / 2) * 3;
    float scores[64], *pixels = lk_trial_view(t, side, side, NULL)->pixels.data;
    float *slopes = lk_trial_view(t, side, side, NULL)->pixels.data;
    lk_tensor batch = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 4, shape);
    lk_tensor gradient = lk_tensor_over(slopes, LK_DTYPE_FLOAT, 32, 4, shape);
    pixels[place] = pixels[place + 1] = pixels[place + 2] = 255;
    lk_status status =
        ops->scores(lk_trial_self(t), lk_trial_context(t, 1), &batch, LK_OUTPUT_LOGIT, scores);
    test(!status && is_near(scores[happiness], 4 * 9.0 / (side * side)),
         "one white pixel is its share of the mean of its cell, times the weight");
    test(!status && scores[fear] == 0, "a cell without weight counts for nothing");
    status = ops->gradients(lk_trial_self(t), lk_trial_context(t, 1), &batch, &happiness,
                            LK_OUTPUT_LOGIT, NULL, &gradient);
    test(!status && is_near(slopes[place], scores[happiness] / 3 / 255),
         "each of its three values has a third of that for a gradient");
}
@end@
@for segmenter@
static void test_answer(lk_trial *t)
{
    const lk_segmenter_ops *ops = lk_trial_ops(t);
    const int64_t shape[2] = {6, 6};
    int32_t labels[6][6] = {{0}};
    uint32_t segments = 0;
    lk_tensor out = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    lk_status status = ops->segment(lk_trial_self(t), lk_trial_context(t, 1),
                                    lk_trial_view(t, 6, 6, NULL), NULL, &out, &segments);
    test(!status && segments == 30, "there are six rows of five rectangles");
    test(!status && labels[1][0] == 5 && labels[1][1] == 5 && labels[1][2] == 6,
         "the first rectangle of the second row is two pixels wide");
    test(!status && labels[5][5] == 29, "the last is in the corner");
}
@end@
@for explainer@
enum { SIDE = 8, VALUES = SIDE * SIDE * 3 };

/* The stand-in's probability of class 0. */
static double score(lk_trial *t, lk_network *network, float *pixels)
{
    const int64_t shape[4] = {1, SIDE, SIDE, 3};
    const lk_tensor batch = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 4, shape);
    float scores[4] = {0};
    network->scores(network, lk_trial_context(t, 1), &batch, LK_OUTPUT_PROBABILITY, scores);
    return scores[0];
}

static void test_answer(lk_trial *t)
{
    lk_network *network = lk_trial_network(t, SIDE, SIDE);
    lk_raster *view = lk_trial_view(t, SIDE, SIDE, NULL);
    lk_heatmap *out = lk_trial_map(t, SIDE, SIDE, NULL);
    float *pixels = view->pixels.data, brighter[VALUES] = {210}, darker[VALUES] = {190};
    float grey[VALUES];
    const float *map = out->values.data;
    pixels[0] = 200; /* the red of the first pixel; the others are black */
    double slope = (score(t, network, brighter) - score(t, network, darker)) / 20;
    lk_status status = lk_trial_explain(t, lk_trial_context(t, 1), view, network, 0, out, NULL);
    test(!status && is_near(map[0], slope * 200), "a pixel is its gradient times its value");
    test(!status && map[1] == 0 && map[SIDE * SIDE - 1] == 0, "black pixels count for nothing");

    network->gradients = NULL; /* squares of 8 x 8 pixels are hidden: here, the whole view */
    for (int i = 0; i < VALUES; i++)
        grey[i] = 127.5f;
    double lost = score(t, network, pixels) - score(t, network, grey);
    status = lk_trial_explain(t, lk_trial_context(t, 1), view, network, 0, out, NULL);
    test(!status && is_near(map[SIDE * SIDE - 1], lost),
         "without gradients a pixel is what its square takes from the score");
}
@end@
@for aligner@
/* A face twice as large as that of the frame, and moved: a bright block of its map is
 * a pixel of the frame. */
static void test_answer(lk_trial *t)
{
    const lk_aligner_ops *ops = lk_trial_ops(t);
    const lk_frame *frame = ops->frame(lk_trial_self(t));
    const uint32_t width = 2 * frame->width + 8, height = 2 * frame->height + 8;
    lk_point points[68];
    const lk_landmarks landmarks = {sizeof landmarks, 68, points};
    lk_heatmap *map = lk_trial_map(t, height, width, NULL);
    lk_heatmap *out = lk_trial_map(t, frame->height, frame->width, NULL);
    float *from = map->values.data, *to = out->values.data;
    for (int i = 0; i < 68; i++)
        points[i] =
            (lk_point){2 * frame->landmarks.points[i].x + 4, 2 * frame->landmarks.points[i].y + 2};
    for (uint32_t y = 0; y < 2; y++)
        for (uint32_t x = 0; x < 2; x++)
            from[(2 * 100 + 2 + y) * width + 2 * 50 + 4 + x] = 1;
    lk_status status = ops->align(lk_trial_self(t), lk_trial_context(t, 1), map, &landmarks, out);
    test(!status && to[100 * frame->width + 50] == 1, "a face is moved and stretched to the frame");
    test(!status && to[100 * frame->width + 51] == 0 && to[101 * frame->width + 50] == 0,
         "and what lies beside stays beside");
    for (int i = 0; i < 68; i++)
        points[i].y = 7;
    status = ops->align(lk_trial_self(t), lk_trial_context(t, 1), map, &landmarks, out);
    test(status == LK_MISSING && *lk_trial_error(t), "a flat face is missing, with a reason");
}
@end@
@for mask@
/* `happiness` has landmark 49 among others; here only that lies on the frame. */
static void test_answer(lk_trial *t)
{
    const lk_mask_ops *ops = lk_trial_ops(t);
    lk_point points[68];
    const lk_frame frame = {sizeof frame, 26, 20, {sizeof frame.landmarks, 68, points}};
    lk_region *out = lk_trial_region(t, 20, 26, NULL);
    const uint8_t *pixels = out->pixels.data;
    for (int i = 0; i < 68; i++)
        points[i] = (lk_point){-100, -100};
    points[49 - 1] = (lk_point){10.5, 5.5};
    lk_status status =
        ops->draw(lk_trial_self(t), lk_trial_context(t, 1), "happiness", 0, &frame, out);
    test(!status && pixels[5 * 26 + 10], "the landmark's pixel is in the mask");
    test(!status && lk_region_area(out) == 13, "a disc of two pixels' radius has 13 pixels");
    test(!ops->readings(lk_trial_self(t), lk_trial_context(t, 1), "boredom") && *lk_trial_error(t),
         "a label that the file lacks is an error with a sentence");
}
@end@
@for binariser@
static void test_answer(lk_trial *t)
{
    const lk_binariser_ops *ops = lk_trial_ops(t);
    lk_region *out = lk_trial_region(t, 4, 4, NULL);
    const uint8_t *pixels = out->pixels.data;
    lk_heatmap *map = lk_trial_map(t, 4, 4, NULL);
    lk_status status = ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), map, 0, out);
    test(status == LK_MISSING, "a map that is the same everywhere has no foreground");
    for (int i = 0; i < 16; i++)
        ((float *)map->values.data)[i] = (float)(15 - i);
    status = ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), map, 0, out);
    test(!status && lk_region_area(out) == 3 && pixels[0] && pixels[1] && pixels[2],
         "of 0 to 15, those above four fifths of 15 are the foreground");
}
@end@
@for baseline@
/* `reach` is 0, so the disc is in the middle. */
static void test_answer(lk_trial *t)
{
    const lk_baseline_ops *ops = lk_trial_ops(t);
    const lk_frame frame = {.struct_size = sizeof frame, .width = 5, .height = 5};
    const uint8_t five[25] = {1, 1, 1, 1, 1};
    const uint8_t plus[25] = {[7] = 1, [11] = 1, [12] = 1, [13] = 1, [17] = 1};
    lk_region *out = lk_trial_region(t, 5, 5, NULL);
    lk_status status =
        ops->draw(lk_trial_self(t), lk_trial_context(t, 1), lk_trial_map(t, 5, 5, NULL),
                  lk_trial_region(t, 5, 5, five), &frame, out, NULL);
    test(!status && !memcmp(out->pixels.data, plus, sizeof plus),
         "a foreground of five pixels becomes the middle one and those beside it");
}
@end@
@for metric@
static void test_answer(lk_trial *t)
{
    const lk_metric_ops *ops = lk_trial_ops(t);
    const lk_heatmap *map = lk_trial_map(t, 2, 2, (const float[]){0, 3, 1, 0});
    const lk_region *mask = lk_trial_region(t, 2, 2, (const uint8_t[]){0, 1, 0, 0});
    lk_value *out = lk_trial_values(t);
    lk_status status =
        ops->agreement(lk_trial_self(t), lk_trial_context(t, 1), map, mask, mask, out);
    test(!status && out[0].value == 1, "the most important pixel is in the mask");
    test(!status && is_near(out[1].value, 0.75),
         "three of four parts of the importance are in the mask");
    test(!status && is_near(out[1].chance, 0.25), "chance is the share of the mask");
    out = lk_trial_values(t);
    map = lk_trial_map(t, 2, 2, NULL);
    status = ops->agreement(lk_trial_self(t), lk_trial_context(t, 1), map, mask, mask, out);
    test(!status && out[0].missing && out[0].reason, "a map without importance has no values");
}
@end@
@for analysis@
static void test_answer(lk_trial *t)
{
    static const char *const rows[] = {
        "{metric: iou, protocol: pooled, network: a, label: anger, value: 0.2}",
        "{metric: iou, protocol: pooled, network: a, label: fear, value: 0.4}",
        "{metric: iou, protocol: pooled, network: a, label: disgust}",
        "{metric: iou, protocol: folds, network: a, label: anger, value: 0.9}",
        "{metric: iou, protocol: pooled, network: b, label: anger, value: 0.5}"};
    const lk_analysis_ops *ops = lk_trial_ops(t);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        lk_trial_row(t, "metrics", rows[i]);
    lk_status status = ops->analyse(lk_trial_self(t), lk_trial_context(t, 1), "mine",
                                    lk_trial_tables(t), lk_trial_sink(t));
    const lk_table *means = lk_trial_written(t, "means");
    test(!status && means && means->row_count == 2, "each network has one row");
    test(!status && means && !strcmp(lk_table_text(means, 0, "network"), "a") &&
             is_near(lk_table_cell(means, 0, "mean")->number, 0.3),
         "its mean is that of its scores");
    test(!status && means && lk_table_cell(means, 0, "n")->number == 2,
         "a score that is missing is not counted");
}
@end@
@for report@
static void test_answer(lk_trial *t)
{
    static const char *const rows[] = {
        "{protocol: folds, network: a, label: anger, explainer: e, mask: m, value: 0.1}",
        "{protocol: pooled, network: a, label: anger, explainer: e, mask: m, value: 0.2}",
        "{protocol: pooled, network: a, label: fear, explainer: e, mask: m:left}",
        "{protocol: pooled, network: a, label: fear, explainer: f, mask: m, value: 0.3}",
        "{protocol: pooled, explainer: e, mask: m, value: 0.4}",
        "{protocol: pooled, network: a, label: fear, explainer: e, mask: m, value: 0.5, "
        "baseline: chance}"};
    const lk_report_ops *ops = lk_trial_ops(t);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        lk_trial_row(t, "metrics", rows[i]);
    lk_status status = ops->write(lk_trial_self(t), lk_trial_context(t, 1), lk_trial_request(t));
    const char *page = lk_trial_file(t, "scores.md", NULL);
    test(!status && page && strstr(page, "\n\nprotocol pooled, explainer e\n\n"),
         "the page says whose scores it shows");
    const char *lines = page ? strstr(page, "---:|\n") : NULL;
    test(lines && !strcmp(lines, "---:|\n"
                                 "| a | anger | m |  | 0.200 |\n"
                                 "| a | fear | m:left |  |  |\n"),
         "those of one protocol, the first explainer and the networks themselves, none else");
}
@end@

int main(void)
{
    lk_trial *t = open_with(PARAMETERS);
    test(t != NULL, "it opens");
    if (t) {
        test_answer(t);
        test(!lk_trial_damage(t), "it stays within the memory that it was given");
    }
    lk_trial_close(t);
    test(!open_with("{no-such-parameter: 1}"), "a parameter that there is not is refused");
    printf("1..%d\n", count);
    return failures != 0;
}
