/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "vectors.h"

/* Tables that grow row by row, and a sink that keeps what the analysis writes. */

enum { COLUMNS = 17, WIDEST = 24, ROOM = 400, WRITTEN = 8 };

static const lk_column columns[COLUMNS] = {
    {"study", LK_COLUMN_TEXT},      {"protocol", LK_COLUMN_TEXT}, {"network", LK_COLUMN_TEXT},
    {"fold", LK_COLUMN_TEXT},       {"label", LK_COLUMN_TEXT},    {"explainer", LK_COLUMN_TEXT},
    {"align", LK_COLUMN_TEXT},      {"mask", LK_COLUMN_TEXT},     {"binarise", LK_COLUMN_TEXT},
    {"baseline", LK_COLUMN_TEXT},   {"metric", LK_COLUMN_TEXT},   {"value", LK_COLUMN_NUMBER},
    {"lo", LK_COLUMN_NUMBER},       {"hi", LK_COLUMN_NUMBER},     {"n", LK_COLUMN_NUMBER},
    {"correction", LK_COLUMN_TEXT}, {"run", LK_COLUMN_TEXT}};

static const lk_column value_columns[] = {{"metric", LK_COLUMN_TEXT},
                                          {"direction", LK_COLUMN_NUMBER}};
static const lk_cell directions[] = {
    {.text = "iou"}, {.number = 1}, {.text = "distance"}, {.number = -1}};

static lk_cell cells[ROOM * COLUMNS];
/* The tables `face_scores` and `truth`, in brief. */
enum { FACE_COLUMNS = 9, FACE_ROOM = 40 };

static const lk_column face_columns[FACE_COLUMNS] = {
    {"item", LK_COLUMN_TEXT},     {"face", LK_COLUMN_NUMBER}, {"subject", LK_COLUMN_TEXT},
    {"network", LK_COLUMN_TEXT},  {"class", LK_COLUMN_TEXT},  {"mask", LK_COLUMN_TEXT},
    {"baseline", LK_COLUMN_TEXT}, {"metric", LK_COLUMN_TEXT}, {"value", LK_COLUMN_NUMBER}};

static lk_cell face_cells[FACE_ROOM * FACE_COLUMNS], truth_cells[FACE_ROOM * FACE_COLUMNS];

static lk_table given[4] = {{.struct_size = sizeof given[0],
                             .name = "metrics",
                             .column_count = COLUMNS - 1,
                             .columns = columns,
                             .cells = cells},
                            {.struct_size = sizeof given[0],
                             .name = "values",
                             .column_count = 2,
                             .row_count = 2,
                             .columns = value_columns,
                             .cells = directions},
                            {.struct_size = sizeof given[0],
                             .name = "face_scores",
                             .column_count = FACE_COLUMNS,
                             .columns = face_columns,
                             .cells = face_cells},
                            {.struct_size = sizeof given[0],
                             .name = "truth",
                             .column_count = FACE_COLUMNS,
                             .columns = face_columns,
                             .cells = truth_cells}};
static lk_table written[WRITTEN];
static size_t written_count;

/* What rows have in common until a test says otherwise. */
typedef struct row {
    const char *protocol, *network, *fold, *label, *mask, *binarise, *baseline, *metric, *run;
    double value;
} row;

static void add(row r)
{
    assert_true(given[0].row_count < ROOM);
    size_t width = given[0].column_count; /* without `run`, unless runs are compared */
    lk_cell *to = cells + width * given[0].row_count++;
    const char *texts[] = {"made-up",
                           r.protocol ? r.protocol : "pooled",
                           r.network,
                           r.fold,
                           r.label,
                           "lime",
                           NULL,
                           r.mask ? r.mask : "polygons",
                           r.binarise ? r.binarise : "otsu",
                           r.baseline,
                           r.metric ? r.metric : "iou"};
    for (size_t c = 0; c < width; c++)
        to[c] = (lk_cell){.text = c < 11 ? texts[c] : NULL, .missing = 1};
    if (width == COLUMNS)
        to[16] = (lk_cell){.text = r.run};
    to[11] = (lk_cell){.number = isnan(r.value) ? 0 : r.value, .missing = isnan(r.value)};
}

static const char *network_name(size_t i)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    return names[i];
}

/* Own scores and those of the baseline `wrong`, one label, n networks. */
static void add_binarised(const char *binarise, const char *metric, const double *own,
                          const double *wrong, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        row r = {.network = network_name(i),
                 .label = "fear",
                 .binarise = binarise,
                 .metric = metric,
                 .value = own[i]};
        add(r);
        r.baseline = "wrong";
        r.value = wrong[i];
        add(r);
    }
}

static void add_scores(const char *metric, const double *own, const double *wrong, size_t n)
{
    add_binarised(NULL, metric, own, wrong, n);
}

static lk_status keep_row(lk_table_sink *self, lk_context *ctx, const char *table, size_t count,
                          const lk_column *names, const lk_cell *from)
{
    size_t i = 0;
    (void)self;
    (void)ctx;
    while (i < written_count && strcmp(written[i].name, table) != 0)
        i++;
    lk_table *t = &written[i];
    if (i == written_count) {
        assert_true(written_count++ < WRITTEN && count <= WIDEST);
        *t = (lk_table){.name = table, .column_count = count, .columns = names};
        t->cells = kit_tensor(LK_DTYPE_INT, 64, 3, ROOM, WIDEST, (int)sizeof(lk_cell) / 8).data;
    }
    assert_true(t->column_count == count && t->row_count < ROOM);
    memcpy((lk_cell *)(uintptr_t)t->cells + count * t->row_count++, from, count * sizeof *from);
    return LK_OK;
}

static lk_status analyse(kit *k, uint64_t seed)
{
    const lk_analysis_ops *ops = kit_ops(k);
    lk_tables tables = {.struct_size = sizeof tables, .count = 4, .items = given};
    lk_table_sink sink = {.struct_size = sizeof sink, .row = keep_row};
    written_count = 0;
    return ops->analyse(kit_self(k), kit_context(k, seed), "inference", &tables, &sink);
}

static kit *begin(const char *params)
{
    given[0].row_count = given[2].row_count = given[3].row_count = written_count = 0;
    given[0].column_count = COLUMNS - 1;
    return kit_open(LK_STAGE_ANALYSIS, "inference", params);
}

/* The number in a column of the row of a written table whose column `key` has
 * this text; NAN where it is empty. */
static double found(const char *table, const char *key, const char *text, const char *column)
{
    for (size_t i = 0; i < written_count; i++)
        for (size_t r = 0; !strcmp(written[i].name, table) && r < written[i].row_count; r++) {
            const lk_cell *c = lk_table_cell(&written[i], r, column);
            assert_non_null(c);
            if (!strcmp(lk_table_text(&written[i], r, key), text))
                return c->missing ? NAN : c->number;
        }
    fail_msg("%s has no row with %s = %s", table, key, text);
    return NAN;
}

static double of_wrong(const char *column)
{
    return found("contrasts", "contrast", "own-wrong", column);
}

static const lk_table *table_named(const char *name)
{
    for (size_t i = 0; i < written_count; i++)
        if (!strcmp(written[i].name, name))
            return &written[i];
    return NULL;
}

static size_t rows_of(const char *name)
{
    const lk_table *t = table_named(name);
    return t ? t->row_count : 0;
}

static const double own[] = {.5, .4, .6, .3, .45}, wrong[] = {.3, .35, .3, .2, .3};
/* differences .2 .05 .3 .1 .15: mean .16, sd .0961769, t(4) = 2.776445 */

/* ---- Contrasts ------------------------------------------------------------------------- */

static void a_contrast_is_own_less_baseline_over_networks(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("contrasts"), 1);
    check_number(of_wrong("value"), .16, EXACT, "value");
    check_number(of_wrong("n"), 5, EXACT, "n");
    check_number(of_wrong("above"), 5, EXACT, "above");
    check_number(of_wrong("of"), 5, EXACT, "of");
    check_number(of_wrong("effect"), .16 / sqrt(.00925), EXACT, "effect");
    check_number(of_wrong("t_lo"), .16 - 2.7764451051977987 * sqrt(.00925 / 5), EXACT, "t_lo");
    check_number(of_wrong("p"), 2. / 32, EXACT, "p");
    assert_true(of_wrong("lo") > .05 && of_wrong("lo") < .16);
    assert_true(of_wrong("hi") > .16 && of_wrong("hi") < .3);
    assert_string_equal(lk_table_text(table_named("contrasts"), 0, "method"), "percentile");
    kit_close(k);
}

/* Of two labels the network b lacks one on the baseline: there the other counts. */
static void labels_count_where_both_scores_are_known(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 2);
    add((row){.network = "a", .label = "anger", .value = .8});
    add((row){.network = "b", .label = "anger", .value = .9});
    add((row){.network = "a", .label = "anger", .baseline = "wrong", .value = .4});
    add((row){.network = "b", .label = "anger", .baseline = "wrong", .value = NAN});
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(of_wrong("value"), (.3 + .05) / 2, EXACT, "value");
    kit_close(k);
}

static void a_network_without_a_score_is_left_out_of_its_contrast(void **state)
{
    const double short_of[] = {.3, NAN, .3, .2, .3};
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, short_of, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(of_wrong("n"), 4, EXACT, "n");
    check_number(of_wrong("value"), .75 / 4, EXACT, "value");
    kit_close(k);
}

static void scores_of_single_folds_do_not_count(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    add((row){.protocol = "fold", .network = "z", .label = "fear", .value = 1});
    add((row){.protocol = "fold", .network = "z", .label = "fear", .baseline = "wrong"});
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("contrasts"), 1);
    check_number(of_wrong("n"), 5, EXACT, "n");
    kit_close(k);
}

static void four_networks_have_a_t_interval_only(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 4);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_true(isnan(of_wrong("lo")) && isnan(of_wrong("hi")));
    assert_true(of_wrong("t_lo") < of_wrong("value"));
    assert_string_equal(lk_table_text(table_named("contrasts"), 0, "method"), "");
    kit_close(k);
}

static void one_network_has_a_value_only(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 1);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(of_wrong("value"), .2, EXACT, "value");
    assert_true(isnan(of_wrong("t_lo")) && isnan(of_wrong("p")) && isnan(of_wrong("effect")));
    assert_int_equal(rows_of("ranks") + rows_of("multiplicity"), 0);
    kit_close(k);
}

static void equal_differences_have_no_interval(void **state)
{
    const double lower[] = {.4, .3, .5, .2, .35};
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, lower, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(of_wrong("value"), .1, EXACT, "value");
    assert_true(isnan(of_wrong("lo")) && isnan(of_wrong("t_lo")) && isnan(of_wrong("effect")));
    check_number(of_wrong("p"), 2. / 32, EXACT, "p");
    kit_close(k);
}

/* Network a alone has both labels; over labels there are two clusters. */
static void labels_can_be_what_is_drawn(void **state)
{
    kit *k = begin("{cluster: label}");
    (void)state;
    add_scores("iou", own, wrong, 5);
    add((row){.network = "a", .label = "anger", .value = .8});
    add((row){.network = "a", .label = "anger", .baseline = "wrong", .value = .4});
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(of_wrong("n"), 2, EXACT, "n");
    check_number(of_wrong("value"), (.16 + .4) / 2, EXACT, "value");
    kit_close(k);
}

static void the_interval_is_of_the_kind_that_was_asked_for(void **state)
{
    static const char *const kinds[] = {"percentile", "bca", "bootstrap-t"};
    double ends[3];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char params[60];
        snprintf(params, sizeof params, "{interval: %s, resamples: 2000}", kinds[i]);
        kit *k = begin(params);
        add_scores("iou", own, wrong, 5);
        assert_int_equal(analyse(k, 1), LK_OK);
        ends[i] = of_wrong("hi");
        assert_string_equal(lk_table_text(table_named("contrasts"), 0, "method"), kinds[i]);
        kit_close(k);
    }
    assert_true(ends[0] != ends[1] && ends[2] > ends[0]);
}

/* ---- Masks with readings -------------------------------------------------------------- */

static void first_readings_of_labels_make_one_setting(void **state)
{
    static const char *const masks[][2] = {
        {"fear", "facs:narrow"}, {"fear", "facs:wide"}, {"anger", "facs:brows"}, {"joy", "facs"}};
    kit *k = begin(NULL);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        row r = {
            .network = "a", .label = masks[i][0], .mask = masks[i][1], .value = .1 * (double)i};
        add(r);
        r.baseline = "wrong";
        r.value = 0;
        add(r);
    }
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("contrasts"), 2);
    check_number(found("contrasts", "mask", "facs", "value"), .5 / 3, EXACT, "first readings");
    check_number(found("contrasts", "mask", "facs:wide", "value"), .1, EXACT, "the other");
    assert_true(found("metrics", "mask", "facs:wide", "value") == .1);
    kit_close(k);
}

/* ---- Totals ----------------------------------------------------------------------------- */

static void metrics_gets_rows_about_all_networks(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    const lk_table *t = table_named("metrics");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(t->column_count, given[0].column_count);
    check_number(found("metrics", "baseline", "", "value"), .45, EXACT, "own");
    check_number(found("metrics", "baseline", "wrong", "value"), .29, EXACT, "wrong");
    check_number(found("metrics", "baseline", "wrong", "n"), 5, EXACT, "n");
    assert_true(found("metrics", "baseline", "", "lo") < .45);
    assert_null(lk_table_cell(t, 0, "network")->text);
    assert_null(lk_table_cell(t, 0, "label")->text);
    assert_string_equal(lk_table_text(t, 0, "study"), "made-up");
    kit_close(k);
}

static void rows_about_all_networks_are_written_once(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    add((row){.value = .45});
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("metrics"), 0);
    check_number(of_wrong("n"), 5, EXACT, "n");
    kit_close(k);
}

/* ---- Single networks ---------------------------------------------------------------------- */

/* An own score and one on wrong masks of a fold; NAN: it is missing. */
static void add_fold(const char *network, const char *fold, const char *label, double own_score,
                     double wrong_score)
{
    row r = {.protocol = "fold", .network = network, .fold = fold, .label = label};
    r.value = own_score;
    add(r);
    r.baseline = "wrong";
    r.value = wrong_score;
    add(r);
}

/* Folds of a: fear and anger .2 .4, .5 .3, .6 -; of b: one of .9. The differences
 * from wrong masks of a: .1 .1, .1 .3, .2 -. */
static void a_network_has_an_interval_over_its_folds(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 2);
    add_fold("a", "1", "fear", .2, .1);
    add_fold("a", "2", "fear", .5, .4);
    add_fold("a", "3", "fear", .6, .4);
    add_fold("a", "1", "anger", .4, .3);
    add_fold("a", "2", "anger", .3, 0);
    add_fold("a", "3", "anger", NAN, .1);
    add_fold("b", "1", "fear", .9, NAN);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("singles"), 3); /* b has nothing to contrast */
    check_number(found("singles", "contrast", "own", "value"), (.3 + .4 + .6) / 3, EXACT, "own");
    double mean = (.1 + .2 + .2) / 3, t2 = 4.3026527297494637;
    check_number(found("singles", "contrast", "own-wrong", "value"), mean, EXACT, "difference");
    check_number(found("singles", "contrast", "own-wrong", "n"), 3, EXACT, "n");
    check_number(found("singles", "contrast", "own-wrong", "t_hi"), mean + t2 * sqrt(.01 / 3 / 3),
                 EXACT, "t_hi");
    check_number(found("singles", "contrast", "own-wrong", "p"), 2. / 8, EXACT, "p");
    check_number(found("singles", "network", "b", "value"), .9, EXACT, "b");
    check_number(found("multiplicity", "table", "singles", "tests"), 1, EXACT, "tests");
    kit_close(k);
}

static void rows_about_all_labels_of_a_network_go_to_metrics(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 2);
    add_fold("a", "1", "fear", .2, .1);
    add_fold("a", "2", "fear", .5, .4);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("metrics", "network", "a", "value"), .35, EXACT, "value");
    check_number(found("metrics", "network", "a", "n"), 2, EXACT, "n");
    kit_close(k);
}

/* A row of `given[table]`, about an item called like the person where it has no name. */
static void add_face_row(int table, const char *item, const char *person, const char *network,
                         const char *mask, const char *baseline, double value)
{
    assert_true(given[table].row_count < FACE_ROOM);
    lk_cell *to = (table == 2 ? face_cells : truth_cells) + FACE_COLUMNS * given[table].row_count++;
    const lk_cell cells_of[FACE_COLUMNS] = {
        {.text = item ? item : person},
        {.number = 1},
        {.text = person, .missing = !person},
        {.text = network},
        {.text = "fear"},
        {.text = mask},
        {.text = baseline, .missing = !baseline},
        {.text = "iou"},
        {.number = value},
    };
    memcpy(to, cells_of, sizeof cells_of);
}

static void add_face(const char *item, const char *person, const char *network, double own_score,
                     double wrong_score)
{
    add_face_row(2, item, person, network, "polygons", NULL, own_score);
    add_face_row(2, item, person, network, "polygons", "wrong", wrong_score);
}

/* Two faces of one person, one of another, one of nobody known: three units. */
static void people_are_drawn_with_all_their_faces(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 2);
    add_face("p1", "ann", "a", .2, .1);
    add_face("p2", "ann", "a", .6, .2);
    add_face("p3", "bob", "a", .5, .4);
    add_face("p4", NULL, "a", .3, .2);
    add_face("p3", "bob", "b", .1, .1);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("singles"), 6); /* a, b and both, each own and own-wrong */
    check_number(found("singles", "contrast", "own", "value"), (.4 + .5 + .3) / 3, EXACT, "a");
    check_number(found("singles", "contrast", "own-wrong", "value"), (.25 + .1 + .1) / 3, EXACT,
                 "difference");
    check_number(found("singles", "contrast", "own-wrong", "n"), 3, EXACT, "people");
    check_number(found("singles", "network", "b", "n"), 1, EXACT, "b has bob alone");
    check_number(found("singles", "network", "", "value"), (.4 + .3 + .3) / 3, EXACT, "both");
    kit_close(k);
}

/* ---- Truth ------------------------------------------------------------------------------- */

static void add_truth(const char *person, double cause, double chance, double shortcut)
{
    add_face_row(3, NULL, person, "a", "cause", NULL, cause);
    add_face_row(3, NULL, person, "a", "cause", "chance", chance);
    if (!isnan(shortcut))
        add_face_row(3, NULL, person, "a", "shortcut", NULL, shortcut);
}

static void explanations_are_held_against_the_truth_over_people(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_truth("ann", .5, .1, .1);
    add_truth("bob", .4, .2, .3);
    add_truth("cid", .9, .3, NAN);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("truths"), 4); /* own of both, own-chance, cause-shortcut */
    check_number(found("truths", "mask", "cause", "value"), .6, EXACT, "cause");
    check_number(found("truths", "mask", "shortcut", "value"), .2, EXACT, "shortcut");
    check_number(found("truths", "contrast", "own-chance", "value"), .4, EXACT, "above chance");
    check_number(found("truths", "contrast", "cause-shortcut", "value"), .25, EXACT, "difference");
    check_number(found("truths", "contrast", "cause-shortcut", "n"), 2, EXACT, "who has both");
    /* Of .4 and .1: sd / sqrt 2 = .15, t(1) = 12.7062. */
    check_number(found("truths", "contrast", "cause-shortcut", "t_hi"), .25 + .15 * 12.7062047,
                 1e-6, "t");
    check_number(found("multiplicity", "table", "truths", "tests"), 2, EXACT, "tests");
    assert_int_equal(rows_of("singles") + rows_of("metrics"), 0);
    kit_close(k);
}

/* ---- Ranks ------------------------------------------------------------------------------- */

static void add_ranked(const char *metric)
{
    static const double scores[3][3] = {{.9, .5, .1}, {.8, .6, .2}, {.5, .7, .3}};
    static const char *const labels[] = {"fear", "anger", "joy"};
    for (size_t l = 0; l < 3; l++)
        for (size_t n = 0; n < 3; n++)
            add((row){.network = network_name(n),
                      .label = labels[l],
                      .metric = metric,
                      .value = scores[l][n]});
}

/* Ranks 1 2 3, 1 2 3, 2 1 3: W = 14 / 18, chi2 = 14 / 3. */
static void networks_are_ranked_within_each_label(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_ranked("iou");
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("ranks", "network", "a", "mean_rank"), 4. / 3, EXACT, "a");
    check_number(found("ranks", "network", "c", "mean_rank"), 3, EXACT, "c");
    check_number(found("ranks", "network", "b", "w"), 14. / 18, EXACT, "W");
    check_number(found("ranks", "network", "b", "chi2"), 14. / 3, EXACT, "chi2");
    check_number(found("ranks", "network", "b", "n"), 3, EXACT, "n");
    check_number(found("ranks", "network", "b", "cd"), 2.343700586378409 * sqrt(12. / 18),
                 STUDENTISED, "cd");
    kit_close(k);
}

static void the_lowest_is_best_where_lower_is_better(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_ranked("distance");
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("ranks", "network", "c", "mean_rank"), 1, EXACT, "c");
    kit_close(k);
}

static void a_label_that_some_network_lacks_is_no_block(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_ranked("iou");
    add((row){.network = "a", .label = "disgust", .value = 1});
    add((row){.network = "d", .label = "disgust", .value = NAN});
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("ranks"), 3);
    check_number(found("ranks", "network", "a", "n"), 3, EXACT, "n");
    kit_close(k);
}

/* ---- Groups -------------------------------------------------------------------------------- */

static void groups_of_networks_are_compared(void **state)
{
    kit *k = begin("{groups: {a: old, b: new, c: old, d: new, e: new, f: old}}");
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("pairs"), 1);
    const double *p = (double[]){.5, .6}, *q = (double[]){.4, .3, .45};
    check_number(found("pairs", "a", "old", "a_mean"), (p[0] + p[1]) / 2, EXACT, "mean");
    check_number(found("pairs", "a", "old", "b_mean"), (q[0] + q[1] + q[2]) / 3, EXACT, "mean");
    check_number(found("pairs", "b", "new", "value"), .55 - 1.15 / 3, EXACT, "difference");
    check_number(found("pairs", "b", "new", "b_n"), 3, EXACT, "n");
    check_number(found("pairs", "b", "new", "p"), 2. / 10, EXACT, "p");
    assert_true(found("pairs", "b", "new", "lo") < found("pairs", "b", "new", "value"));
    assert_true(found("pairs", "b", "new", "effect") > 0);
    kit_close(k);
}

static void without_groups_there_are_no_pairs(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("pairs"), 0);
    kit_close(k);
}

/* ---- Many tests -------------------------------------------------------------------------------
 */

static void tests_are_corrected_within_their_metric(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    for (size_t i = 0; i < 5; i++)
        add((row){.network = network_name(i), .label = "fear", .baseline = "ellipse", .value = .1});
    add_scores("f1", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    const lk_table *t = table_named("contrasts");
    assert_int_equal(t->row_count, 3);
    for (size_t i = 0; i < 3; i++)
        check_number(lk_table_cell(t, i, "p_adjusted")->number, i < 2 ? 4. / 32 : 2. / 32, EXACT,
                     "adjusted p");
    assert_string_equal(lk_table_text(t, 0, "correction"), "holm");
    kit_close(k);
}

/* ---- Choices --------------------------------------------------------------------------- */

/* Two variants; with the second the networks lose .1 .2 .3 .2 .2, a is best in
 * the place of c, and own masks fit worse than others. */
static const double swapped[] = {.4, .2, .3, .1, .25};

static void begin_choice(void)
{
    add_scores("iou", own, wrong, 5);
    add_binarised("top", "iou", swapped, wrong, 5);
}

static void a_variant_is_compared_with_the_first_network_by_network(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    begin_choice();
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("ablations"), 1);
    assert_string_equal(lk_table_text(table_named("ablations"), 0, "base"), "otsu");
    assert_string_equal(lk_table_text(table_named("ablations"), 0, "binarise"), "top");
    check_number(found("ablations", "choice", "binarise", "value"), .25, EXACT, "value");
    check_number(found("ablations", "choice", "binarise", "base_value"), .45, EXACT, "base value");
    check_number(found("ablations", "choice", "binarise", "difference"), -.2, EXACT, "difference");
    check_number(found("ablations", "choice", "binarise", "n"), 5, EXACT, "n");
    check_number(found("ablations", "choice", "binarise", "p"), 2. / 32, EXACT, "p");
    kit_close(k);
}

static void a_choice_that_changes_the_conclusion_is_told(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    begin_choice();
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("choices"), 1);
    /* Of ten pairs that of a and c is the other way round. */
    check_number(found("choices", "variant", "top", "tau"), .8, EXACT, "tau");
    check_number(found("choices", "variant", "top", "settings"), 1, EXACT, "settings");
    check_number(found("choices", "variant", "top", "order_changed"), 1, EXACT, "order");
    check_number(found("choices", "variant", "top", "best_changed"), 1, EXACT, "best");
    check_number(found("choices", "variant", "top", "sign_changed"), 1, EXACT, "sign");
    kit_close(k);
}

static void a_choice_that_changes_nothing_is_told_too(void **state)
{
    const double higher[] = {.6, .5, .7, .4, .55};
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    add_binarised("top", "iou", higher, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("choices", "variant", "top", "tau"), 1, EXACT, "tau");
    check_number(found("choices", "variant", "top", "order_changed"), 0, EXACT, "order");
    check_number(found("choices", "variant", "top", "best_changed"), 0, EXACT, "best");
    check_number(found("choices", "variant", "top", "sign_changed"), 0, EXACT, "sign");
    kit_close(k);
}

/* Two runs with two binarisations each. */
static void begin_runs(void)
{
    static const char *const runs[] = {"first", "second"}, *const binarise[] = {"otsu", "top"};
    given[0].column_count = COLUMNS;
    for (size_t r = 0; r < 2; r++)
        for (size_t b = 0; b < 2; b++)
            for (size_t i = 0; i < 5; i++)
                add((row){.network = network_name(i),
                          .label = "fear",
                          .binarise = binarise[b],
                          .run = runs[r],
                          .value = (r ? swapped : own)[i] + (b ? .1 : 0)});
}

static void runs_are_compared_with_the_first_and_choices_within_them_are_not(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    begin_runs();
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("ablations"), 2);
    for (size_t i = 0; i < 2; i++) {
        const lk_table *t = table_named("ablations");
        assert_string_equal(lk_table_text(t, i, "choice"), "run");
        assert_string_equal(lk_table_text(t, i, "base"), "first");
        assert_string_equal(lk_table_text(t, i, "run"), "second");
        check_number(lk_table_cell(t, i, "difference")->number, -.2, EXACT, "difference");
    }
    assert_int_equal(rows_of("choices"), 1);
    check_number(found("choices", "variant", "second", "settings"), 2, EXACT, "settings");
    check_number(found("choices", "variant", "second", "tau"), .8, EXACT, "tau");
    kit_close(k);
}

static void networks_that_only_one_run_has_are_left_out_of_differences(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    begin_runs();
    add((row){.network = "f", .label = "fear", .run = "second", .binarise = "otsu", .value = 1});
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("ablations", "binarise", "otsu", "difference"), -.2, EXACT, "difference");
    check_number(found("ablations", "binarise", "otsu", "n"), 5, EXACT, "n");
    check_number(found("ablations", "binarise", "otsu", "value"), (1.25 + 1) / 6, EXACT, "value");
    kit_close(k);
}

static void rows_about_all_networks_say_which_run_they_are_of(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    begin_runs();
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("metrics"), 4);
    check_number(found("metrics", "run", "first", "value"), .45, EXACT, "first");
    check_number(found("metrics", "run", "second", "value"), .25, EXACT, "second");
    kit_close(k);
}

static void without_variants_there_are_no_choices(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(rows_of("choices"), 0);
    assert_int_equal(rows_of("ablations"), 0);
    kit_close(k);
}

/* Eight networks, all above: p = 2/256 for iou; f1 is a mixed bag. */
static void what_luck_would_give_stands_beside_what_was_found(void **state)
{
    const double high[] = {.5, .4, .6, .3, .45, .5, .6, .7}, low[] = {.1, .2, .1, .1, .2, .1, 0, 0};
    const double mixed[] = {.6, .3, .7, .2, .5, .4, .7, .6};
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", high, low, 8);
    add_scores("f1", high, mixed, 8);
    assert_int_equal(analyse(k, 1), LK_OK);
    check_number(found("multiplicity", "metric", "iou", "found"), 1, EXACT, "found");
    check_number(found("multiplicity", "metric", "f1", "found"), 0, EXACT, "found");
    check_number(found("multiplicity", "metric", "", "tests"), 2, EXACT, "tests");
    check_number(found("multiplicity", "metric", "", "expected"), .1, EXACT, "expected");
    check_number(found("multiplicity", "metric", "", "found_corrected"), 1, EXACT, "corrected");
    assert_true(found("multiplicity", "metric", "", "alpha") == .05);
    kit_close(k);
}

/* ---- The same bits
 * ------------------------------------------------------------------------------- */

static void a_result_does_not_hang_on_other_settings(void **state)
{
    double alone;
    kit *k = begin(NULL);
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    alone = of_wrong("lo");
    given[0].row_count = 0;
    add_scores("f1", wrong, own, 5);
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_true(found("contrasts", "metric", "iou", "lo") == alone);
    kit_close(k);
}

static void another_seed_draws_otherwise(void **state)
{
    double first;
    kit *k = begin("{interval: bootstrap-t}");
    (void)state;
    add_scores("iou", own, wrong, 5);
    assert_int_equal(analyse(k, 1), LK_OK);
    first = of_wrong("hi");
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_true(of_wrong("hi") == first);
    assert_int_equal(analyse(k, 2), LK_OK);
    assert_true(of_wrong("hi") != first);
    kit_close(k);
}

static void a_study_without_scores_gets_nothing(void **state)
{
    kit *k = begin(NULL);
    (void)state;
    assert_int_equal(analyse(k, 1), LK_OK);
    add((row){.network = "a", .label = "fear", .value = NAN});
    assert_int_equal(analyse(k, 1), LK_OK);
    assert_int_equal(written_count, 0);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contrast_is_own_less_baseline_over_networks),
        cmocka_unit_test(labels_count_where_both_scores_are_known),
        cmocka_unit_test(a_network_without_a_score_is_left_out_of_its_contrast),
        cmocka_unit_test(scores_of_single_folds_do_not_count),
        cmocka_unit_test(four_networks_have_a_t_interval_only),
        cmocka_unit_test(one_network_has_a_value_only),
        cmocka_unit_test(equal_differences_have_no_interval),
        cmocka_unit_test(labels_can_be_what_is_drawn),
        cmocka_unit_test(the_interval_is_of_the_kind_that_was_asked_for),
        cmocka_unit_test(first_readings_of_labels_make_one_setting),
        cmocka_unit_test(metrics_gets_rows_about_all_networks),
        cmocka_unit_test(rows_about_all_networks_are_written_once),
        cmocka_unit_test(a_network_has_an_interval_over_its_folds),
        cmocka_unit_test(rows_about_all_labels_of_a_network_go_to_metrics),
        cmocka_unit_test(people_are_drawn_with_all_their_faces),
        cmocka_unit_test(explanations_are_held_against_the_truth_over_people),
        cmocka_unit_test(networks_are_ranked_within_each_label),
        cmocka_unit_test(the_lowest_is_best_where_lower_is_better),
        cmocka_unit_test(a_label_that_some_network_lacks_is_no_block),
        cmocka_unit_test(groups_of_networks_are_compared),
        cmocka_unit_test(without_groups_there_are_no_pairs),
        cmocka_unit_test(tests_are_corrected_within_their_metric),
        cmocka_unit_test(a_variant_is_compared_with_the_first_network_by_network),
        cmocka_unit_test(a_choice_that_changes_the_conclusion_is_told),
        cmocka_unit_test(a_choice_that_changes_nothing_is_told_too),
        cmocka_unit_test(runs_are_compared_with_the_first_and_choices_within_them_are_not),
        cmocka_unit_test(networks_that_only_one_run_has_are_left_out_of_differences),
        cmocka_unit_test(rows_about_all_networks_say_which_run_they_are_of),
        cmocka_unit_test(without_variants_there_are_no_choices),
        cmocka_unit_test(what_luck_would_give_stands_beside_what_was_found),
        cmocka_unit_test(a_result_does_not_hang_on_other_settings),
        cmocka_unit_test(another_seed_draws_otherwise),
        cmocka_unit_test(a_study_without_scores_gets_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
