/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

/* The support of branches, through the analysis as a study calls it. The draws
 * of a resample come from the context's random stream, which a test replaces by
 * the draws that somebody else's program made. */

enum { COLUMNS = 7, MOST = 72, PAIRS = MOST * (MOST - 1) / 2, WIDEST = 12 };

static const lk_column columns[COLUMNS] = {
    {"label", LK_COLUMN_TEXT},  {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
    {"a", LK_COLUMN_TEXT},      {"b", LK_COLUMN_TEXT},         {"metric", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER}};

static lk_cell cells[PAIRS * COLUMNS];
static lk_table similarity = {.struct_size = sizeof similarity,
                              .name = "similarity",
                              .column_count = COLUMNS,
                              .columns = columns,
                              .cells = cells};
static lk_figure figures[MOST];
static char names[MOST][8];
static size_t count;

static double supports[MOST];
static size_t support_count;

static void begin(void)
{
    similarity.row_count = count = support_count = 0;
}

static void add_map(lk_tensor pixels)
{
    snprintf(names[count], sizeof *names, "n%zu", count);
    figures[count] = (lk_figure){.struct_size = sizeof *figures,
                                 .kind = "heatmap",
                                 .network = names[count],
                                 .label = "fear",
                                 .explainer = "",
                                 .align = "",
                                 .fold = "",
                                 .variant = "",
                                 .item = "",
                                 .pixels = pixels};
    count++;
}

static void add_similarity(const char *metric, size_t a, size_t b, double value)
{
    const char *texts[] = {"fear", NULL, NULL, names[a], names[b], metric};
    lk_cell *row = cells + COLUMNS * similarity.row_count++;
    for (size_t c = 0; c < 6; c++)
        row[c] = (lk_cell){.text = texts[c]};
    row[6] = (lk_cell){.number = value};
}

/* By two passes over all pixels, as NumPy does it. */
static double pearson(const lk_tensor *a, const lk_tensor *b)
{
    const float *x = a->data, *y = b->data;
    size_t n = lk_tensor_count(a);
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        mx += x[i] / (double)n;
        my += y[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / sqrt(xx * yy);
}

static void compare_all(const char *metric)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            add_similarity(metric, i, j, pearson(&figures[i].pixels, &figures[j].pixels));
}

static lk_status keep(lk_table_sink *self, lk_context *ctx, const char *table, size_t width,
                      const lk_column *heads, const lk_cell *row)
{
    (void)self;
    (void)ctx;
    for (size_t c = 0; !strcmp(table, "clusters") && c < width; c++)
        if (!strcmp(heads[c].name, "support"))
            supports[support_count++] = row[c].missing ? NAN : row[c].number;
    return LK_OK;
}

/* ---- Draws ----------------------------------------------------------------------- */

static const int32_t *next_draw;
static const lk_host *true_host;

static uint64_t drawn(lk_context *ctx)
{
    return next_draw ? (uint64_t)*next_draw++ : true_host->random(ctx);
}

/* Run the analysis; `draws` NULL: with the context's own stream, from `seed`. */
static void analyse(const char *params, const int32_t *draws, uint64_t seed)
{
    kit *k = kit_open(LK_STAGE_ANALYSIS, "clustering", params);
    const lk_analysis_ops *ops = kit_ops(k);
    lk_tables tables = {.struct_size = sizeof tables, .count = 1, .items = &similarity};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep};
    lk_context *ctx = kit_context(k, seed);
    true_host = ctx->host;
    lk_host host = *ctx->host;
    host.random = drawn;
    next_draw = draws;
    support_count = 0;
    ctx->host = &host;
    assert_int_equal(ops->analyse_maps(kit_self(k), ctx, "tree", &tables, count, figures, &sink),
                     LK_OK);
    ctx->host = true_host;
    kit_close(k);
}

/* ---- Against SciPy's trees ------------------------------------------------------- */

static lk_tensor golden(const char *kind, int items)
{
    char path[100];
    snprintf(path, sizeof path, "golden/metrics/clustering/bootstrap_%s_%d.npy", kind, items);
    return kit_npy(path);
}

/* One row a map, its values as they are in float32. */
static void add_rows(const lk_tensor *data)
{
    size_t items = (size_t)data->shape[0], features = (size_t)data->shape[1];
    for (size_t i = 0; i < items; i++) {
        lk_tensor map = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 1, (int)features);
        for (size_t f = 0; f < features; f++)
            ((float *)map.data)[f] = data->dtype.bits == 64
                                         ? (float)((const double *)data->data)[i * features + f]
                                         : ((const float *)data->data)[i * features + f];
        add_map(map);
    }
}

static void check_support(int items, const char *method)
{
    char path[100], params[100];
    lk_tensor data = golden("data", items), indices = golden("indices", items);
    snprintf(path, sizeof path, "golden/metrics/clustering/bootstrap_support_%d.json", items);
    const lk_node *expected = lk_node_get(lk_node_get(kit_yaml(path), method), "support");
    begin();
    add_rows(&data);
    compare_all("pearson");
    snprintf(params, sizeof params, "{linkage: %s, support: %d, block: 1}", method,
             (int)indices.shape[0]);
    analyse(params, indices.data, 1);
    assert_int_equal(support_count, expected->count);
    for (size_t k = 0; k < support_count; k++)
        if (!(fabs(supports[k] - strtod(expected->items[k]->text, NULL)) <= GOLDEN_TOLERANCE))
            fail_msg("%s of %d: branch %zu has %.17g, not %s", method, items, k + 1, supports[k],
                     expected->items[k]->text);
}

static void support_is_that_of_resampled_scipy_trees(void **state)
{
    (void)state;
    check_support(12, "average");
    check_support(12, "complete");
    check_support(72, "average");
    check_support(72, "complete");
}

/* ---- Blocks ---------------------------------------------------------------------- */

static lk_tensor noisy_map(int height, int width, uint64_t seed, double share, uint64_t common)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width);
    for (size_t i = 0; i < lk_tensor_count(&t); i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        common = common * 6364136223846793005u + 1442695040888963407u;
        double own = (double)(seed >> 40) / 16777216, shared = (double)(common >> 40) / 16777216;
        ((float *)t.data)[i] = (float)(share * shared + (1 - share) * own);
    }
    return t;
}

/* Two pairs that share their noise, in sizes that blocks do not divide. */
static void add_two_pairs(int height, int width)
{
    begin();
    for (uint64_t i = 0; i < 4; i++)
        add_map(noisy_map(height, width, 100 + i, .9, i / 2));
}

static void clear_pairs_are_in_every_resample(void **state)
{
    (void)state;
    add_two_pairs(37, 29);
    compare_all("pearson");
    analyse("{support: 50}", NULL, 1);
    assert_int_equal(support_count, 3);
    for (size_t k = 0; k < 3; k++)
        assert_true(supports[k] == 1);
}

static void pairs_by_chance_are_not(void **state)
{
    (void)state;
    begin();
    for (uint64_t i = 0; i < 6; i++)
        add_map(noisy_map(40, 40, 7 + i, 0, 0));
    compare_all("pearson");
    analyse("{support: 100, block: 8}", NULL, 1);
    assert_true(supports[0] < .9 && supports[4] == 1);
}

static void one_block_resamples_nothing(void **state)
{
    (void)state;
    begin();
    for (uint64_t i = 0; i < 6; i++)
        add_map(noisy_map(40, 40, 7 + i, 0, 0));
    compare_all("pearson");
    analyse("{support: 10, block: 40}", NULL, 1);
    for (size_t k = 0; k < support_count; k++)
        assert_true(supports[k] == 1);
}

static void the_same_stream_gives_the_same_support(void **state)
{
    double first[5];
    (void)state;
    begin();
    for (uint64_t i = 0; i < 6; i++)
        add_map(noisy_map(40, 40, 7 + i, 0, 0));
    compare_all("pearson");
    analyse("{support: 60, block: 4}", NULL, 1);
    memcpy(first, supports, sizeof first);
    analyse("{support: 60, block: 4}", NULL, 1);
    assert_memory_equal(first, supports, sizeof first);
    analyse("{support: 60, block: 4}", NULL, 2);
    assert_memory_not_equal(first, supports, sizeof first);
}

static void constant_resamples_are_left_out(void **state)
{
    (void)state;
    begin();
    for (uint64_t i = 0; i < 3; i++)
        add_map(noisy_map(4, 4, 3 + i, .5, 1));
    float *spot = figures[0].pixels.data;
    for (size_t i = 0; i < 16; i++)
        spot[i] = i == 5; /* gone from every third resample */
    compare_all("pearson");
    analyse("{support: 100, block: 1}", NULL, 1);
    assert_true(supports[1] == 1);
}

/* ---- Where there is none --------------------------------------------------------- */

static void assert_no_support(size_t branches)
{
    assert_int_equal(support_count, branches);
    for (size_t k = 0; k < support_count; k++)
        assert_true(isnan(supports[k]));
}

static void support_that_is_off_is_empty(void **state)
{
    (void)state;
    add_two_pairs(20, 20);
    compare_all("pearson");
    analyse("{support: 0}", NULL, 1);
    assert_no_support(3);
}

static void similarities_that_cannot_be_resampled_have_none(void **state)
{
    (void)state;
    add_two_pairs(20, 20);
    compare_all("ssim");
    analyse("{similarity: ssim}", NULL, 1);
    assert_no_support(3);
}

static void cosines_are_resampled_about_zero(void **state)
{
    (void)state;
    add_two_pairs(37, 29);
    compare_all("cosine");
    analyse("{similarity: cosine, support: 50}", NULL, 1);
    assert_int_equal(support_count, 3);
    assert_true(supports[0] == 1 && supports[1] == 1);
}

static void a_map_that_is_not_there_costs_the_support(void **state)
{
    (void)state;
    add_two_pairs(20, 20);
    compare_all("pearson");
    count--;
    analyse(NULL, NULL, 1);
    assert_no_support(3);
}

static void maps_of_other_sizes_cost_the_support(void **state)
{
    (void)state;
    add_two_pairs(20, 20);
    compare_all("pearson");
    figures[2].pixels = noisy_map(10, 10, 1, 0, 0);
    analyse(NULL, NULL, 1);
    assert_no_support(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(support_is_that_of_resampled_scipy_trees),
        cmocka_unit_test(clear_pairs_are_in_every_resample),
        cmocka_unit_test(pairs_by_chance_are_not),
        cmocka_unit_test(one_block_resamples_nothing),
        cmocka_unit_test(the_same_stream_gives_the_same_support),
        cmocka_unit_test(constant_resamples_are_left_out),
        cmocka_unit_test(support_that_is_off_is_empty),
        cmocka_unit_test(similarities_that_cannot_be_resampled_have_none),
        cmocka_unit_test(cosines_are_resampled_about_zero),
        cmocka_unit_test(a_map_that_is_not_there_costs_the_support),
        cmocka_unit_test(maps_of_other_sizes_cost_the_support),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
