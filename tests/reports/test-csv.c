/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"

#include <locale.h>

static void write_csv(const char *params)
{
    assert_int_equal(made_up_write("csv", params), LK_OK);
}

/* The text of a table with one column of numbers, without its heading. */
static const char *written_number(double value)
{
    made_up_begin();
    made_up_table("metrics", "value#");
    made_up_row("1");
    made_up_number(0, value);
    write_csv(NULL);
    const char *text = made_up_file("metrics.csv", NULL);
    return text + strlen("value\n");
}

/* ---- Tables ------------------------------------------------------------------------- */

static void every_table_becomes_a_file(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", "network value#");
    made_up_row("vgg|0.25");
    made_up_row("alexnet|1e-300");
    made_up_table("failures", "stage where reason");
    write_csv(NULL);
    assert_int_equal(made_up_file_count(), 2);
    assert_string_equal(made_up_file("metrics.csv", NULL),
                        "network,value\nvgg,0.25\nalexnet,1e-300\n");
    assert_string_equal(made_up_file("failures.csv", NULL), "stage,where,reason\n");
}

static void commas_quotes_and_line_ends_are_quoted(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("failures", "stage where reason");
    made_up_row("a,b|say \"no\"|one\ntwo");
    made_up_row("a;b|'|one\rtwo");
    write_csv(NULL);
    assert_string_equal(made_up_file("failures.csv", NULL),
                        "stage,where,reason\n\"a,b\",\"say \"\"no\"\"\",\"one\ntwo\"\n"
                        "a;b,',\"one\rtwo\"\n");
}

static void missing_cells_are_empty(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", "network value# lo# label");
    made_up_row("|||");
    made_up_row("vgg||0|");
    write_csv(NULL);
    assert_string_equal(made_up_file("metrics.csv", NULL),
                        "network,value,lo,label\n,,,\nvgg,,0,\n");
}

static void what_is_no_number_is_empty(void **state)
{
    (void)state;
    assert_string_equal(written_number(NAN), "\n");
    assert_string_equal(written_number(INFINITY), "\n");
    assert_string_equal(written_number(-INFINITY), "\n");
}

static void what_is_measured_stays_out_unless_asked_for(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("effort", "network passes# seconds# achieved_saving# checked#");
    made_up_row("vgg|1000|3.5|6.5|2");
    write_csv(NULL);
    assert_string_equal(made_up_file("effort.csv", NULL), "network,passes,checked\nvgg,1000,2\n");
    write_csv("{times: true}");
    assert_string_equal(made_up_file("effort.csv", NULL),
                        "network,passes,seconds,achieved_saving,checked\nvgg,1000,3.5,6.5,2\n");
    made_up_table("conduct", "stage plugin variants what sentence printed");
    made_up_row("metric|road||printing|metric road printed|at 12:31");
    write_csv(NULL);
    assert_string_equal(made_up_file("conduct.csv", NULL),
                        "stage,plugin,variants,what,sentence\n"
                        "metric,road,,printing,metric road printed\n");
}

/* ---- Numbers -------------------------------------------------------------------------- */

static void numbers_are_as_short_as_they_can_be(void **state)
{
    (void)state;
    assert_string_equal(written_number(0.1), "0.1\n");
    assert_string_equal(written_number(1000), "1000\n");
    assert_string_equal(written_number(0.1 + 0.2), "0.30000000000000004\n");
    assert_string_equal(written_number(2.0 / 3), "0.6666666666666666\n");
}

/* Doubles of all sizes: a fixed walk over their bits. */
static void numbers_read_back_exactly(void **state)
{
    enum { COUNT = 2000 };
    static double numbers[COUNT];
    uint64_t bits = 88172645463325252u;
    (void)state;
    made_up_begin();
    made_up_table("metrics", "value#");
    for (size_t i = 0; i < COUNT;) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&numbers[i], &bits, sizeof bits);
        if (!isfinite(numbers[i]))
            continue;
        made_up_row("1");
        made_up_number(0, numbers[i++]);
    }
    write_csv(NULL);
    const char *at = strchr(made_up_file("metrics.csv", NULL), '\n') + 1;
    for (size_t i = 0; i < COUNT; i++) {
        char *end;
        double back = strtod(at, &end);
        assert_memory_equal(&back, &numbers[i], sizeof back);
        assert_int_equal(*end, '\n');
        at = end + 1;
    }
}

static void numbers_have_a_point_in_every_locale(void **state)
{
    static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "de_DE"};
    const char *set = NULL;
    (void)state;
    for (size_t i = 0; !set && i < sizeof commas / sizeof commas[0]; i++)
        set = setlocale(LC_NUMERIC, commas[i]);
    if (!set) {
        print_message("# no locale with a decimal comma is installed\n");
        skip();
    }
    const char *text = written_number(0.5);
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(text, "0.5\n");
}

/* ---- Heatmaps --------------------------------------------------------------------------- */

static lk_figure *add_heatmap(const char *network, const char *label)
{
    static const float values[] = {-1, 0, NAN, 1, 0.5f, -0.5f};
    lk_figure *f = made_up_figure("heatmap", made_up_map(2, 3, values));
    f->network = network;
    f->label = label;
    return f;
}

static void heatmaps_are_stretched_from_black_to_white(void **state)
{
    static const uint8_t grey[] = {0, 128, 0, 255, 191, 64};
    const void *expected;
    size_t size, expected_size;
    (void)state;
    made_up_begin();
    add_heatmap("vgg", "fear");
    write_csv(NULL);
    const char *png = made_up_file("heatmaps/vgg_fear.png", &size);
    kit *k = kit_open(LK_STAGE_REPORT, "csv", NULL);
    lk_context *ctx = kit_context(k, 1);
    lk_tensor pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, 2, 3);
    memcpy(pixels.data, grey, sizeof grey);
    assert_int_equal(ctx->host->encode_png(ctx, &pixels, &expected, &expected_size), LK_OK);
    assert_int_equal(size, expected_size);
    assert_memory_equal(png, expected, size);
    kit_close(k);
}

static void a_heatmap_is_named_by_what_it_is_of(void **state)
{
    (void)state;
    made_up_begin();
    lk_figure *f = add_heatmap("vgg", "fear");
    f->explainer = "lime";
    f->align = "paper";
    made_up_figure("mask", kit_tensor(LK_DTYPE_UINT, 8, 2, 2, 3))->label = "fear";
    write_csv(NULL);
    assert_int_equal(made_up_file_count(), 1);
    made_up_file("heatmaps/vgg_fear_lime_paper.png", NULL);
}

static void names_of_files_are_safe_and_differ(void **state)
{
    (void)state;
    made_up_begin();
    add_heatmap("a/b", "fear");
    add_heatmap("a b", "fear");
    add_heatmap("A:b", "fear");
    add_heatmap("../../x", "\xc3\xa9t\xc3\xa9");
    add_heatmap("v1.5", "");
    made_up_table("../evil", "x");
    write_csv(NULL);
    made_up_file("heatmaps/a-b_fear.png", NULL);
    made_up_file("heatmaps/a-b_fear-2.png", NULL);
    made_up_file("heatmaps/A-b_fear-3.png", NULL);
    made_up_file("heatmaps/-x_-t-.png", NULL);
    made_up_file("heatmaps/v1.5.png", NULL);
    made_up_file("-evil.csv", NULL);
}

static void long_names_are_cut(void **state)
{
    char name[1000];
    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = 0;
    made_up_begin();
    add_heatmap(name, "fear");
    add_heatmap(name, "anger");
    write_csv(NULL);
    assert_int_equal(made_up_file_count(), 2);
}

/* The host keeps the pixels back, and has none of the second figure. */
static lk_status late_pixels(const lk_report_request *self, lk_context *ctx, size_t index,
                             lk_tensor *out)
{
    (void)self;
    float *values = lk_alloc_array(ctx, 6, sizeof *values);
    values[index] = 1;
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, (const int64_t[]){2, 3});
    return index == 1 ? LK_MISSING : LK_OK;
}

static void heatmaps_are_asked_for_one_by_one(void **state)
{
    const char *png;
    size_t size;
    (void)state;
    made_up_begin();
    for (int i = 0; i < 3; i++)
        add_heatmap(i == 1 ? "none" : i ? "last" : "first", "fear")->pixels = (lk_tensor){0};
    made_up_pixels = late_pixels;
    write_csv(NULL);
    made_up_pixels = NULL;
    assert_int_equal(made_up_file_count(), 2);
    png = made_up_file("heatmaps/first_fear.png", &size);
    assert_memory_not_equal(png, made_up_file("heatmaps/last_fear.png", NULL), size);
}

/* ---- Failing ------------------------------------------------------------------------------- */

static void a_disk_that_is_full_is_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", "value#");
    made_up_disk = LK_E_IO;
    assert_int_equal(made_up_write("csv", NULL), LK_E_IO);
    assert_non_null(strstr(made_up_error, "metrics.csv"));
}

static void a_study_without_tables_writes_nothing(void **state)
{
    (void)state;
    made_up_begin();
    write_csv(NULL);
    assert_int_equal(made_up_file_count(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_becomes_a_file),
        cmocka_unit_test(commas_quotes_and_line_ends_are_quoted),
        cmocka_unit_test(missing_cells_are_empty),
        cmocka_unit_test(what_is_no_number_is_empty),
        cmocka_unit_test(what_is_measured_stays_out_unless_asked_for),
        cmocka_unit_test(numbers_are_as_short_as_they_can_be),
        cmocka_unit_test(numbers_read_back_exactly),
        cmocka_unit_test(numbers_have_a_point_in_every_locale),
        cmocka_unit_test(heatmaps_are_stretched_from_black_to_white),
        cmocka_unit_test(heatmaps_are_asked_for_one_by_one),
        cmocka_unit_test(a_heatmap_is_named_by_what_it_is_of),
        cmocka_unit_test(names_of_files_are_safe_and_differ),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(a_disk_that_is_full_is_told),
        cmocka_unit_test(a_study_without_tables_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
