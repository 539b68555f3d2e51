/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"

#include <math.h>
#include <stdlib.h>

#include <png.h>

/* The maps and masks that F. X. Gaya-Morey et al. (2024) published, scored here
 * as they scored them. Skipped where they are not beside the source tree. */

enum { NETWORKS = 12, LABELS = 6, FOLDS = 5, HEIGHT = 275, WIDTH = 224 };

static const char *const labels[LABELS] = {"Anger",     "Disgust", "Fear",
                                           "Happiness", "Sadness", "Surprise"};

/* Scores of one map, or means of several. */
typedef struct scores {
    double own, wrong, chance, ellipse;
} scores;

typedef struct bench {
    kit *otsu, *overlap, *ellipse;
    lk_region masks[LABELS], foreground, drawn;
    lk_heatmap map;
    char networks[NETWORKS][40];
    double published[NETWORKS][LABELS];
    scores folds[NETWORKS][LABELS], pooled[NETWORKS][LABELS];
} bench;

static void read_png(const char *path, lk_heatmap *out)
{
    static uint8_t grey[HEIGHT * WIDTH];
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&png, path))
        fail_msg("%s: %s", path, png.message);
    assert_int_equal(png.width, WIDTH);
    assert_int_equal(png.height, HEIGHT);
    png.format = PNG_FORMAT_GRAY;
    if (!png_image_finish_read(&png, NULL, grey, 0, NULL))
        fail_msg("%s: %s", path, png.message);
    for (size_t i = 0; i < HEIGHT * WIDTH; i++)
        ((float *)out->values.data)[i] = grey[i];
}

static lk_value iou(bench *b, const lk_region *foreground, const lk_region *mask)
{
    const lk_metric_ops *ops = kit_ops(b->overlap);
    lk_value out[8] = {{.missing = 1}};
    assert_string_equal(ops->values[0].id, "iou");
    assert_in_range(ops->value_count, 1, 8);
    assert_int_equal(ops->agreement(kit_self(b->overlap), kit_context(b->overlap, 1), NULL,
                                    foreground, mask, out),
                     LK_OK);
    assert_false(out[0].missing);
    return out[0];
}

static scores score(bench *b, const char *path, size_t label)
{
    scores s = {0};
    const lk_binariser_ops *otsu = kit_ops(b->otsu);
    const lk_baseline_ops *ellipse = kit_ops(b->ellipse);
    read_png(path, &b->map);
    assert_int_equal(
        otsu->binarise(kit_self(b->otsu), kit_context(b->otsu, 1), &b->map, 0, &b->foreground),
        LK_OK);
    assert_int_equal(ellipse->draw(kit_self(b->ellipse), kit_context(b->ellipse, 1), &b->map,
                                   &b->foreground, study_frame(), &b->drawn, NULL),
                     LK_OK);
    lk_value own = iou(b, &b->foreground, &b->masks[label]);
    s.own = own.value;
    s.chance = own.chance;
    s.ellipse = iou(b, &b->drawn, &b->masks[label]).value;
    for (size_t i = 0; i < LABELS; i++)
        s.wrong += i == label ? 0 : iou(b, &b->foreground, &b->masks[i]).value / (LABELS - 1);
    return s;
}

static void add(scores *sum, scores s, double weight)
{
    sum->own += s.own * weight;
    sum->wrong += s.wrong * weight;
    sum->chance += s.chance * weight;
    sum->ellipse += s.ellipse * weight;
}

static void read_table(bench *b, const char *path)
{
    char line[400];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    assert_int_equal(strncmp(line, "network,Anger,Disgust,Fear,Happiness,Sadness,Surprise,", 54),
                     0);
    for (size_t n = 0; n < NETWORKS; n++) {
        double *v = b->published[n];
        assert_non_null(fgets(line, sizeof line, f));
        assert_int_equal(sscanf(line, "%39[^,],%lf,%lf,%lf,%lf,%lf,%lf", b->networks[n], &v[0],
                                &v[1], &v[2], &v[3], &v[4], &v[5]),
                         7);
    }
    fclose(f);
}

static void score_cell(bench *b, size_t n, size_t l)
{
    char path[4300];
    const char *folder = kit_shared("paper");
    snprintf(path, sizeof path, "%s/heatmaps_by_network/%s_%s_heatmap.png", folder, b->networks[n],
             labels[l]);
    b->pooled[n][l] = score(b, path, l);
    for (int fold = 1; fold <= FOLDS; fold++) {
        snprintf(path, sizeof path, "%s/heatmaps_by_fold/%s_CV%d_%s_heatmap.png", folder,
                 b->networks[n], fold, labels[l]);
        add(&b->folds[n][l], score(b, path, l), 1. / FOLDS);
    }
}

/* Score everything once, for all tests. */
static int begin(void **state)
{
    const char *folder = kit_shared("paper/masks");
    char params[4300];
    if (!folder)
        return 0;
    bench *b = calloc(1, sizeof *b);
    snprintf(params, sizeof params, "{path: %s}", folder);
    kit *masks = kit_open(LK_STAGE_MASK, "image", params);
    b->otsu = kit_open(LK_STAGE_BINARISER, "otsu", NULL);
    b->overlap = kit_open(LK_STAGE_METRIC, "overlap", NULL);
    b->ellipse = kit_open(LK_STAGE_BASELINE, "ellipse", NULL);
    b->foreground = region_of(HEIGHT, WIDTH);
    b->drawn = region_of(HEIGHT, WIDTH);
    b->map = heatmap_of(HEIGHT, WIDTH, NULL);
    for (size_t l = 0; l < LABELS; l++)
        b->masks[l] = draw_mask(masks, labels[l], 0, study_frame());
    read_table(b, kit_shared("paper/published_iou.csv"));
    for (size_t n = 0; n < NETWORKS; n++)
        for (size_t l = 0; l < LABELS; l++)
            score_cell(b, n, l);
    kit_close(masks);
    *state = b;
    return 0;
}

static int end(void **state)
{
    bench *b = *state;
    if (!b)
        return 0;
    kit_close(b->otsu);
    kit_close(b->overlap);
    kit_close(b->ellipse);
    free(b);
    return 0;
}

static bench *bench_or_skip(void **state)
{
    if (!*state) {
        print_message("# the published maps are not here\n");
        skip();
    }
    return *state;
}

/* ---- Tests ----------------------------------------------------------------------- */

static void check_figure(double value, double expected, const char *what)
{
    print_message("# %s: %.4f\n", what, value);
    if (fabs(value - expected) > .00005 + 1e-9)
        fail_msg("%s: %.6f, not %.4f", what, value, expected);
}

/* The published table is the mean over folds; all 72 cells. */
static void the_published_table_comes_out_to_the_fourth_decimal(void **state)
{
    bench *b = bench_or_skip(state);
    for (size_t n = 0; n < NETWORKS; n++)
        for (size_t l = 0; l < LABELS; l++)
            if (fabs(b->folds[n][l].own - b->published[n][l]) > .00005 + 1e-9)
                fail_msg("%s, %s: %.6f, published %.4f", b->networks[n], labels[l],
                         b->folds[n][l].own, b->published[n][l]);
}

static scores mean_of(scores cells[NETWORKS][LABELS])
{
    scores mean = {0};
    for (size_t n = 0; n < NETWORKS; n++)
        for (size_t l = 0; l < LABELS; l++)
            add(&mean, cells[n][l], 1. / (NETWORKS * LABELS));
    return mean;
}

static double network_mean(scores cells[LABELS])
{
    double sum = 0;
    for (size_t l = 0; l < LABELS; l++)
        sum += cells[l].own;
    return sum / LABELS;
}

/* The network whose mean times `sign` is largest. */
static size_t extreme(scores cells[NETWORKS][LABELS], double sign)
{
    size_t best = 0;
    for (size_t n = 1; n < NETWORKS; n++)
        if (sign * network_mean(cells[n]) > sign * network_mean(cells[best]))
            best = n;
    return best;
}

static void the_pooled_maps_give_the_figures_of_the_earlier_version(void **state)
{
    bench *b = bench_or_skip(state);
    scores mean = mean_of(b->pooled);
    size_t best = extreme(b->pooled, 1), worst = extreme(b->pooled, -1);
    check_figure(mean.own, .2689, "pooled: own masks");
    check_figure(network_mean(b->pooled[best]), .3269, "pooled: best network");
    check_figure(network_mean(b->pooled[worst]), .2066, "pooled: worst network");
    assert_string_equal(b->networks[best], "ResNet50");
    assert_string_equal(b->networks[worst], "AlexNet");
}

static void the_pooled_maps_fit_wrong_masks_as_well(void **state)
{
    bench *b = bench_or_skip(state);
    scores mean = mean_of(b->pooled);
    check_figure(mean.wrong, .2623, "pooled: wrong masks");
    check_figure(mean.chance, .1420, "pooled: chance");
}

static void a_centred_ellipse_beats_every_network(void **state)
{
    bench *b = bench_or_skip(state);
    scores mean = mean_of(b->pooled);
    check_figure(mean.ellipse, .3515, "pooled: ellipse");
    for (size_t n = 0; n < NETWORKS; n++) {
        double ellipse = 0;
        for (size_t l = 0; l < LABELS; l++)
            ellipse += b->pooled[n][l].ellipse / LABELS;
        assert_true(network_mean(b->pooled[n]) < ellipse);
    }
}

static void the_folds_give_the_same_picture(void **state)
{
    bench *b = bench_or_skip(state);
    scores mean = mean_of(b->folds);
    size_t best = extreme(b->folds, 1), worst = extreme(b->folds, -1);
    check_figure(mean.own, .2476, "folds: own masks");
    check_figure(network_mean(b->folds[best]), .3128, "folds: best network");
    check_figure(network_mean(b->folds[worst]), .2086, "folds: worst network");
    check_figure(mean.wrong, .2420, "folds: wrong masks");
    check_figure(mean.chance, .1349, "folds: chance");
    check_figure(mean.ellipse, .3364, "folds: ellipse");
    assert_string_equal(b->networks[best], "InceptionV3");
    assert_string_equal(b->networks[worst], "AlexNet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_table_comes_out_to_the_fourth_decimal),
        cmocka_unit_test(the_pooled_maps_give_the_figures_of_the_earlier_version),
        cmocka_unit_test(the_pooled_maps_fit_wrong_masks_as_well),
        cmocka_unit_test(a_centred_ellipse_beats_every_network),
        cmocka_unit_test(the_folds_give_the_same_picture),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
