/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"
#include "markup.h"

static const char *page(void)
{
    if (made_up_write("html", NULL))
        fail_msg("%s", made_up_error);
    const char *text = made_up_file("report.html", NULL);
    markup_check(text);
    return text;
}

static const char *first_screen(const char *text)
{
    return markup_text(text, "<header>", "</header>");
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in '%.1500s'", part, text);
}

static const char *verdict_of(double own, double wrong, double ellipse)
{
    made_up_begin();
    made_up_scores(own, wrong, ellipse);
    return markup_text(page(), "<p class=\"verdict\">", "<table");
}

/* ---- The answer ------------------------------------------------------------------- */

static void below_a_blind_baseline_the_answer_is_no(void **state)
{
    (void)state;
    const char *text = verdict_of(.3, .25, .35);
    expect(text, "No. On average their maps overlap the mask of the right expression with an IoU "
                 "of 0.300 (alexnet 0.290 to vgg 0.310).");
    expect(text, "A centred ellipse of the same area reaches 0.350.");
    expect(text, "On the masks of the other expressions the same maps get 0.250.");
    expect(text, "by 0.050 on average, in 2 of 2 networks");
}

static void a_tie_with_a_blind_baseline_is_no(void **state)
{
    (void)state;
    expect(verdict_of(.3, .25, .3), "No. ");
}

static void maps_that_fit_wrong_masks_as_well_look_at_no_right_part(void **state)
{
    (void)state;
    expect(verdict_of(.4, .41, .35), "Not at the right parts. ");
}

static void better_than_both_in_every_network_is_a_careful_yes(void **state)
{
    (void)state;
    const char *text = verdict_of(.5, .3, .35);
    expect(text, "It seems so. ");
    expect(text, "at least three networks out of four");
}

static void better_on_average_but_not_in_most_networks_is_undecided(void **state)
{
    (void)state;
    expect(verdict_of(.5, .3, .495), "Undecided. ");
}

static void without_baselines_the_answer_is_undecided(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_iou("vgg", "fear", "", .8);
    const char *text = first_screen(page());
    expect(text, "Undecided. ");
    expect(text, "no blind baseline with a place of its own");
    expect(text, "no masks of other expressions");
}

/* Faces are in the middle of pictures: anything there is above chance. */
static void chance_alone_is_no_baseline_to_be_content_with(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_iou("vgg", "fear", "", .8);
    made_up_iou("vgg", "fear", "wrong", .3);
    made_up_iou("vgg", "fear", "chance", .1);
    made_up_iou("vgg", "fear", "random", .1);
    expect(first_screen(page()), "Undecided. ");
    made_up_iou("vgg", "fear", "ellipse", .5);
    expect(first_screen(page()), "It seems so. ");
}

/* Two networks and two labels: four cells. */
static void a_baseline_with_scores_in_few_cells_decides_nothing(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.5, .3, .35);
    made_up_iou("vgg", "fear", "randomised", .9);
    expect(first_screen(page()), "It seems so. ");
    made_up_iou("alexnet", "fear", "randomised", .9);
    expect(first_screen(page()), "No. ");
}

/* Controls may have learned as much as the network itself. */
static void a_control_of_another_name_is_not_blind(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.5, .3, .35);
    made_up_iou("vgg", "fear", "retrained", .9);
    made_up_iou("alexnet", "fear", "retrained", .9);
    expect(first_screen(page()), "No. ");
    made_up_table("controls", "control");
    made_up_row("retrained");
    expect(first_screen(page()), "It seems so. ");
}

static void a_metric_that_falls_is_better_when_lower(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu||distance|2|||20|");
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu|wrong|distance|3|||20|");
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu|ellipse|distance|4|||20|");
    expect(first_screen(page()), "It seems so. ");
}

/* 0.3515 as a double is a little less. */
static void halves_are_rounded_up_whatever_their_last_bits(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_iou("vgg", "fear", "", .3515);
    expect(first_screen(page()), "of 0.352");
    made_up_iou("vgg", "fear", "ellipse", .3525);
    expect(markup_text(page(), "class=\"best\"", "</tr>"), "0.353\u22120.001");
}

static void a_difference_that_rounds_to_zero_has_no_sign(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .30001);
    expect(markup_text(page(), "class=\"best\"", "</tr>"), "0.3000.000");
}

static void cells_and_networks_above_each_baseline_are_counted(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .305);
    const char *text = markup_text(page(), "class=\"best\"", "</tr>");
    expect(text, "a centred ellipse of the same area");
    expect(text, "\u22120.005");
    expect(text, "2 of 4");
    expect(text, "1 of 2");
}

static void iou_of_pooled_maps_comes_before_other_settings(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu||distance|7|||20|");
    made_up_row("study|fold|vgg|1|fear|lime|paper|ekman|otsu||iou|0.9|||20|");
    made_up_row("study|folds|vgg||fear|lime|paper|ekman|otsu||iou|0.8|||1|");
    made_up_iou("vgg", "fear", "", .123);
    const char *text = page();
    expect(first_screen(text), "0.123");
    assert_null(strstr(text, "0.900"));
    expect(text, "0.800");
    expect(first_screen(text), "the same answer in 2 of 2 other settings");
}

static void a_missing_score_is_a_dash_and_no_zero(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_row("study|pooled|blank||fear|lime|paper|ekman|otsu||iou||||20|");
    const char *text = page();
    expect(first_screen(text), "of 0.300");
    expect(markup_text(text, ">blank</th>", "</tr>"), "\u2013");
}

/* ---- What stands behind it ------------------------------------------------------------ */

static void few_networks_and_few_faces_are_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_provenance = "{\"faces\": 21}";
    const char *text = first_screen(page());
    expect(text, "2 networks \u00d7 2 expressions = 4 maps; 21 faces, 20 in each map.");
    expect(text, "Few networks:");
    expect(text, "Few faces:");
}

static void maps_of_expressions_that_are_not_there_are_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_table("items", "study item face# label subject fold network explainer class measure "
                           "value#");
    made_up_row("study|1.jpg|1||||vgg|lime|fear|probability|0.9");
    made_up_row("study|1.jpg|1||||vgg|lime|anger|probability|0.1");
    assert_null(strstr(page(), "Not their expression:"));
    made_up_row("study|1.jpg|1||||vgg|lime|disgust|probability|0.2");
    expect(first_screen(page()), "Not their expression: in 2 of 3 explanations");
}

static void unknown_faces_are_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    expect(first_screen(page()), "number of faces unknown");
}

static void scores_that_are_missing_are_counted(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_iou("third", "fear", "", .3);
    expect(first_screen(page()), "3 networks \u00d7 2 expressions, 5 of 6 maps;");
}

static void a_map_that_is_the_same_everywhere_says_so(void **state)
{
    (void)state;
    made_up_begin();
    made_up_figure("heatmap", made_up_map(4, 4, NULL))->label = "fear";
    expect(page(), "<small>the same everywhere</small>");
}

static void a_class_that_a_network_lacks_is_no_zero(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("predictions", "network class probability# predicted#");
    made_up_row("vgg|sad|0.4|0");
    made_up_row("vgg|happy|0.6|1");
    made_up_row("alexnet|happy|0.9|1");
    const char *text = page();
    expect(markup_text(text, "<tr><th scope=\"row\">vgg", "</tr>"), "vgg01");
    expect(markup_text(text, "<tr><th scope=\"row\">alexnet", "</tr>"), "alexnet\u20131");
}

static void intervals_are_shown_where_there_are_any(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    expect(first_screen(page()), "No margins of error:");
    made_up_row("study|pooled|third||fear|lime|paper|ekman|otsu||iou|0.4|0.31|0.52|20|");
    expect(markup_text(page(), ">third</th>", "</tr>"), "[0.310, 0.520]");
    expect(first_screen(page()), "No margins of error:"); /* it is about one network */
    made_up_row("study|pooled||||lime|paper|ekman|otsu||iou|0.3|0.2|0.4|3|");
    assert_null(strstr(page(), "No margins of error:"));
}

static void the_first_reading_of_a_mask_stands_for_its_set(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_row("study|pooled|vgg||fear|lime|paper|facs|otsu||iou|0.2|||20|");
    made_up_row("study|pooled|vgg||anger|lime|paper|facs:a|otsu||iou|0.4|||20|");
    made_up_row("study|pooled|vgg||anger|lime|paper|facs:b|otsu||iou|0.8|||20|");
    const char *text = page();
    expect(first_screen(text), "of 0.300");
    expect(text, "masks facs:b");
}

/* ---- Safety ------------------------------------------------------------------------------ */

static const char hostile[] = "<script>alert('x')</script>&\"";

static void names_cannot_become_markup(void **state)
{
    (void)state;
    made_up_begin();
    made_up_provenance = "{\"study_file\": \"<script>& \\\"quoted\\\"\"}";
    made_up_table("metrics", METRICS);
    made_up_iou(hostile, hostile, "", .3);
    made_up_iou(hostile, hostile, hostile, .2);
    made_up_table("failures", "stage where reason");
    made_up_row("%s|%s|%s", hostile, hostile, hostile);
    made_up_table("similarity", "label explainer align a b metric value#");
    made_up_row("%s|||%s|b|%s|0.5", hostile, hostile, hostile);
    lk_figure *f = made_up_figure("heatmap", made_up_map(4, 4, NULL));
    f->network = f->label = hostile;
    const char *text = page();
    assert_null(strstr(text, "<script"));
    expect(text, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;");
}

static void bytes_that_are_no_text_are_replaced(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("failures", "stage where reason");
    made_up_row("a\xff|b\x01|\xc3\xa9 \xed\xa0\x80 \xf0\x9f\x98\x80 \xc0\xaf");
    const char *text = page();
    expect(text, "a\xef\xbf\xbd<");
    expect(text, "b\xef\xbf\xbd<");
    expect(text, "\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xf0\x9f\x98\x80");
    assert_null(strchr(text, '\xff'));
}

/* All that a page could load has a place of its own: every reference is to a
 * place in the page or to pixels within it. */
static void nothing_is_loaded_from_elsewhere(void **state)
{
    static const char *const loading[] = {"http://", "https://", " src=",   "url(",
                                          "<link",   "<script",  "<iframe", "@import"};
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_figure("heatmap", made_up_map(4, 4, NULL))->align = "paper";
    made_up_figure("face", kit_tensor(LK_DTYPE_FLOAT, 32, 3, 4, 4, 3))->align = "paper";
    const char *text = page();
    for (size_t i = 0; i < sizeof loading / sizeof loading[0]; i++)
        if (strstr(text, loading[i]))
            fail_msg("the page has '%s'", loading[i]);
    assert_int_equal(markup_count(text, "href=\""),
                     markup_count(text, "href=\"#") + markup_count(text, "href=\"data:image/png;"));
    expect(text, "default-src 'none'");
}

/* ---- Studies that lack something --------------------------------------------------------- */

static void a_study_with_nothing_has_a_page(void **state)
{
    (void)state;
    made_up_begin();
    const char *text = page();
    expect(first_screen(text), "Do these networks look where people look?");
    expect(first_screen(text), "No answer.");
    expect(text, "No provenance");
}

static void empty_tables_are_as_none(void **state)
{
    static const char *const names[] = {
        "items",  "predictions",  "classification", "confusion", "clusters", "trees",    "networks",
        "effort", "faithfulness", "conduct",        "truth",     "truths",   "accuracy", "regions"};
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_table("similarity", "label explainer align a b metric value#");
    made_up_table("failures", "stage where reason");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        made_up_table(names[i], "network value#");
    const char *text = page();
    assert_int_equal(markup_count(text, "<section"), 1);
    assert_null(strstr(text, "class=\"notice\""));
}

static void tables_of_other_columns_do_no_harm(void **state)
{
    static const char *const names[] = {
        "metrics", "items",    "predictions", "classification", "confusion",  "clusters",
        "trees",   "networks", "effort",      "failures",       "similarity", "faithfulness",
        "conduct", "truth",    "truths",      "accuracy",       "regions"};
    (void)state;
    made_up_begin();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        made_up_table(names[i], "strange");
        made_up_row("x");
    }
    page();
}

/* Two networks; the mouth is of the action units of joy. */
static void made_up_regions(void)
{
    made_up_begin();
    made_up_table("regions", "label network explainer region value# lo# hi# n# units# expected#");
    made_up_row("joy|a|lime|background|-0.1|-0.2|-0.05|9|6|0");
    made_up_row("joy|a|lime|mouth|0.5|0.4|0.6|9|6|1");
    made_up_row("joy|a|lime|<brow>|0.2|||9|6|0");
    made_up_row("joy|b|lime|background|0.02|||9|6|0");
    made_up_row("joy|b|lime|mouth|0.1|||9|6|1");
    made_up_row("joy|b|lime|<brow>|0.1|||9|6|0");
    made_up_row("fear|a|lime|<brow>|-0.25|||9|6|");
}

static void regions_are_told_in_words_and_as_tables_of_each_network(void **state)
{
    (void)state;
    made_up_regions();
    const char *text = page(), *from = "<section id=\"regions\">", *to = "</section>";
    expect(markup_text(text, from, to),
           "joy rests on mouth (0.300) and &lt;brow&gt; (0.150): 1 of 2 "
           "are moved by its action units, which move 1 of all 3 "
           "regions.");
    expect(markup_text(text, from, to), "fear: no region weighs more than 0.");
    expect(markup_text(text, from, to), "Mean of 2 networks, lime");
    expect(text, "<td class=\"shade right\" style=\"--s:70%\">0.500<small "
                 "class=\"interval\">[0.400, 0.600]</small></td>");
    expect(text, "<td class=\"shade\" style=\"--s:0%\">\u22120.100");
    expect(text, "<td class=\"missing\">\u2013</td>");
    expect(text, "<a href=\"#regions\">Regions</a>");
}

static void shares_on_regions_of_action_units_stand_beside_chance(void **state)
{
    (void)state;
    made_up_regions();
    made_up_table("region_shares", "label network explainer measure value# lo# hi# n# units#");
    made_up_row("joy|a|lime|share|0.7|0.6|0.8|9|6");
    made_up_row("joy|a|lime|chance|0.33|||9|6");
    made_up_row("joy|a|lime|above_chance|0.37|0.27|0.47|9|6");
    made_up_row("|a|lime|share|0.2|||9|6");
    made_up_row("|a|lime|above_chance|-0.13|-0.2|-0.1|9|6");
    const char *text = page();
    expect(text, "<td>0.700<sup>\u25b2</sup><small class=\"interval\">[0.600, 0.800]</small><small "
                 "class=\"interval\">chance 0.330</small></td>");
    expect(text, "<td>0.200<sup>\u25bc</sup></td>");
}

static void regions_are_held_against_action_units_only_where_these_are_known(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("regions", "label network explainer region value# lo# hi# n# units# expected#");
    made_up_row("joy|a|lime|mouth|0.5|||9|6|");
    const char *text = markup_text(page(), "<section id=\"regions\">", "</section>");
    expect(text, "joy rests on mouth (0.500).");
    assert_null(strstr(text, "moved by its"));
}

static void failures_are_told_at_the_top_and_in_full(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("failures", "stage where reason");
    made_up_row("explain|vgg x lime, 1.jpg face 1|killed by signal 11");
    made_up_row("detect|2.jpg|no face was found in it");
    const char *text = page();
    expect(first_screen(text), "2 parts of this study failed and are missing");
    const char *section = markup_text(text, "<section id=\"failures\">", "</section>");
    expect(section, "vgg x lime, 1.jpg face 1");
    expect(section, "killed by signal 11");
    expect(section, "no face was found in it");
}

static void broken_rules_are_told_at_the_top_and_in_full(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("conduct", "stage plugin variants what sentence printed");
    made_up_row("explainer|lime|a, b|printing|explainer lime printed|<b>loud</b>");
    expect(first_screen(page()), "1 rule was broken by plugins");
    made_up_row("metric|road|road|umask|metric road changed the umask|");
    const char *text = page();
    expect(first_screen(text), "2 rules were broken by plugins");
    const char *section = markup_text(text, "<section id=\"conduct\">", "</section>");
    expect(section, "explainer lime printed");
    expect(section, "a, b");
    expect(section, "&lt;b&gt;loud&lt;/b&gt;");
    expect(section, "metric road changed the umask");
}

static void a_broken_provenance_is_none(void **state)
{
    (void)state;
    made_up_begin();
    made_up_provenance = "{\"study\": ";
    expect(page(), "No provenance");
    made_up_provenance = "[1, 2]";
    page();
}

static void the_study_file_is_there_verbatim(void **state)
{
    (void)state;
    made_up_begin();
    made_up_provenance = "{\"program\": \"likeness 9\", \"seed\": 7, \"study_file\": \"study: x\\n"
                         "  a: [1, 2] # $5\\n\", \"set\": [\"seed=7\"], \"plugins\": [{\"stage\": "
                         "\"metric\", \"name\": \"overlap\", \"sha256\": \"abc123\"}]}";
    const char *text = page();
    expect(text, "<pre>study: x\n  a: [1, 2] # $5\n</pre>");
    expect(text, "seed=7");
    expect(text, "abc123");
}

/* ---- Pictures ---------------------------------------------------------------------------------
 */

static lk_tensor square_mask(void)
{
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 2, 4, 5);
    uint8_t *m = t.data;
    m[1 * 5 + 1] = m[1 * 5 + 2] = m[2 * 5 + 1] = m[2 * 5 + 2] = 1;
    return t;
}

static void add_map(const char *network, const char *fold, float value)
{
    float values[20] = {0};
    values[7] = value;
    values[8] = 1;
    lk_figure *f = made_up_figure("heatmap", made_up_map(4, 5, values));
    f->network = network;
    f->label = "fear";
    f->fold = fold;
}

static void a_mask_is_outlined_along_its_pixels(void **state)
{
    (void)state;
    made_up_begin();
    add_map("vgg", "", 1);
    lk_figure *f = made_up_figure("mask", square_mask());
    f->label = "fear";
    f->variant = "ekman";
    const char *text = page();
    expect(text, "d=\"M1 1h2v2h-2v-2z\"");
    assert_int_equal(markup_count(text, "href=\"#outline-1\" class=\"line\""), 1);
}

static void pixels_that_touch_at_a_corner_stay_apart(void **state)
{
    (void)state;
    made_up_begin();
    add_map("vgg", "", 1);
    lk_tensor mask = kit_tensor(LK_DTYPE_UINT, 8, 2, 4, 5);
    ((uint8_t *)mask.data)[0] = ((uint8_t *)mask.data)[6] = 1;
    made_up_figure("mask", mask)->label = "fear";
    expect(page(), "d=\"M0 0h1v1h-1v-1zM1 1h1v1h-1v-1z\"");
}

static void a_region_with_a_hole_has_two_outlines(void **state)
{
    (void)state;
    made_up_begin();
    add_map("vgg", "", 1);
    lk_tensor mask = kit_tensor(LK_DTYPE_UINT, 8, 2, 3, 3);
    memset(mask.data, 1, 9);
    ((uint8_t *)mask.data)[4] = 0;
    made_up_figure("mask", mask)->label = "fear";
    expect(page(), "d=\"M0 0h3v3h-3v-3zM1 2h1v-1h-1v1z\"");
}

static void the_face_below_all_maps_is_there_once(void **state)
{
    (void)state;
    made_up_begin();
    add_map("vgg", "", 1);
    add_map("alexnet", "", .5f);
    made_up_figure("face", kit_tensor(LK_DTYPE_FLOAT, 32, 3, 4, 5, 3));
    const char *text = page();
    assert_int_equal(markup_count(text, "<image id=\"ground-2\""), 1);
    assert_int_equal(markup_count(text, "<use href=\"#ground-2\"/>"), 2);
    assert_int_equal(markup_count(text, "href=\"data:image/png;"), 3);
}

/* The picture of the only map on the page. */
static const char *only_picture(void)
{
    static char picture[20000];
    const char *at = strstr(page(), "href=\"data:"), *end = strchr(at + 6, '"');
    assert_in_range(end - at, 1, sizeof picture - 1);
    snprintf(picture, sizeof picture, "%.*s", (int)(end - at), at);
    return picture;
}

static void without_a_pooled_map_its_folds_are_averaged(void **state)
{
    char expected[20000];
    (void)state;
    made_up_begin();
    add_map("vgg", "", 0.5f);
    snprintf(expected, sizeof expected, "%s", only_picture());
    made_up_begin();
    add_map("vgg", "1", 0.25f);
    assert_string_not_equal(only_picture(), expected);
    add_map("vgg", "2", 0.75f);
    assert_string_equal(only_picture(), expected);
    expect(page(), "mean of folds");
}

static void a_pooled_map_needs_no_folds(void **state)
{
    char expected[20000];
    (void)state;
    made_up_begin();
    add_map("vgg", "", 0.5f);
    snprintf(expected, sizeof expected, "%s", only_picture());
    made_up_begin();
    add_map("vgg", "1", 0.25f);
    add_map("vgg", "", 0.5f);
    assert_string_equal(only_picture(), expected);
}

static void figures_of_other_shapes_are_left_out(void **state)
{
    (void)state;
    made_up_begin();
    made_up_figure("heatmap", kit_tensor(LK_DTYPE_UINT, 8, 2, 4, 4))->label = "fear";
    made_up_figure("heatmap", (lk_tensor){.rank = 2})->label = "anger";
    made_up_figure("face", made_up_map(4, 4, NULL));
    made_up_figure("mask", made_up_map(4, 4, NULL));
    made_up_figure("example", made_up_map(4, 4, NULL));
    assert_null(strstr(page(), "data:image/png;"));
}

static void an_example_stands_beside_its_explanations(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("items", "study item face# label subject fold network explainer class measure "
                           "value#");
    made_up_row("study|1.jpg|1||||vgg|lime|fear|probability|0.875");
    lk_figure *f = made_up_figure("example", kit_tensor(LK_DTYPE_FLOAT, 32, 3, 4, 4, 3));
    f->network = "vgg";
    f->label = "fear";
    f->item = "1.jpg face 1";
    for (int i = 0; i < 2; i++) {
        f = made_up_figure("example-heatmap", made_up_map(4, 4, NULL));
        f->network = "vgg";
        f->label = "fear";
        f->item = "1.jpg face 1";
        f->explainer = i ? "occlude" : "lime";
    }
    const char *text = page();
    assert_int_equal(markup_count(text, "<figure>"), 3);
    assert_int_equal(markup_count(text, "<image id=\"ground-0\""), 1);
    assert_int_equal(markup_count(text, "<use href=\"#ground-0\"/>"), 2);
    assert_int_equal(markup_count(text, "href=\"data:image/png;"), 4);
    expect(markup_text(text, "class=\"example\"", "</section>"), "probability of fear 0.875");
    assert_int_equal(made_up_write("html", "{examples: 0}"), LK_OK);
    assert_null(strstr(made_up_file("report.html", NULL), "<figure>"));
}

/* ---- Similarity
 * ---------------------------------------------------------------------------------- */

static void add_similarities(void)
{
    made_up_begin();
    made_up_table("similarity", "label explainer align a b metric value#");
    made_up_row("fear|||vgg|alexnet|pearson|0.2");
    made_up_row("fear|||vgg|resnet|pearson|0.9");
    made_up_row("fear|||alexnet|resnet|pearson|0.4");
    made_up_table("trees", "label explainer align metric linkage cophenetic# n#");
    made_up_row("fear|||pearson|average|0.75|3");
    made_up_table("clusters", "label explainer align step# a b height# size#");
}

static void a_tree_orders_its_matrix(void **state)
{
    (void)state;
    add_similarities();
    made_up_row("fear|||1|vgg|resnet|0.1|2");
    made_up_row("fear|||2|alexnet|#1|0.7|3");
    const char *text = page();
    assert_int_equal(markup_count(text, "class=\"branch\""), 2);
    expect(text, "cophenetic correlation 0.750");
    const char *matrix = strstr(text, "class=\"matrix\"");
    assert_non_null(matrix);
    assert_true(strstr(matrix, ">alexnet <") < strstr(matrix, ">vgg <"));
    assert_true(strstr(matrix, ">vgg <") < strstr(matrix, ">resnet <"));
}

static void a_tree_shows_support_and_cut_in_the_order_of_its_leaves(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("similarity", "label explainer align a b metric value# between network");
    made_up_row("fear|||vgg|alexnet|pearson|0.2|networks|");
    made_up_row("fear|||vgg|resnet|pearson|0.9|networks|");
    made_up_row("fear|||alexnet|resnet|pearson|0.4|networks|");
    made_up_table("clusters", "label explainer align step# a b height# size# support# between");
    made_up_row("fear|||1|vgg|resnet|0.1|2|0.973|networks");
    made_up_row("fear|||2|alexnet|#1|0.7|3|1|networks");
    made_up_table("leaves", "label explainer align between network position# item");
    made_up_row("fear|||networks||1|alexnet");
    made_up_row("fear|||networks||2|resnet");
    made_up_row("fear|||networks||3|vgg");
    made_up_table("cuts", "label explainer align between network clusters# cluster# item support#");
    made_up_row("fear|||networks||2|1|alexnet|");
    made_up_row("fear|||networks||2|2|vgg|0.973");
    made_up_row("fear|||networks||2|2|resnet|0.973");
    const char *text = page();
    assert_int_equal(markup_count(text, "class=\"support\""), 1);
    expect(text, ">97</text>");
    expect(text, "<li>alexnet</li><li>vgg, resnet <small>(in 97");
    const char *matrix = strstr(text, "class=\"matrix\"");
    assert_non_null(matrix);
    assert_true(strstr(matrix, ">alexnet <") < strstr(matrix, ">resnet <"));
    assert_true(strstr(matrix, ">resnet <") < strstr(matrix, ">vgg <"));
}

static void labels_against_each_other_are_means_over_networks(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("similarity", "label explainer align a b metric value# between network");
    made_up_row("fear|||vgg|alexnet|pearson|0.2|networks|");
    made_up_row("|||fear|anger|pearson|0.25|labels|vgg");
    made_up_row("|||fear|anger|pearson|0.75|labels|alexnet");
    const char *text = page();
    expect(text, "of <b>vgg</b> and <b>alexnet</b>");
    const char *matrix = strstr(text, "Which expressions look alike");
    assert_non_null(matrix);
    expect(matrix, ">0.50<");
    assert_null(strstr(text, "Which explainers agree"));
}

static void steps_that_make_no_tree_draw_none(void **state)
{
    static const char *const second[] = {"fear|||2|vgg|#1|0.7|3", "fear|||2|alexnet|#2|0.7|3",
                                         "fear|||2|alexnet|#1||3", "fear|||3|alexnet|#1|0.7|3",
                                         "fear|||2|alexnet|alexnet|0.7|3"};
    (void)state;
    for (size_t i = 0; i < sizeof second / sizeof second[0]; i++) {
        add_similarities();
        made_up_row("fear|||1|vgg|resnet|0.1|2");
        made_up_row("%s", second[i]);
        const char *text = page();
        assert_null(strstr(text, "class=\"branch\""));
        expect(text, "class=\"matrix\"");
    }
}

/* ---- Other sections
 * --------------------------------------------------------------------------------- */

static void diagnostics_are_medians_and_quartiles(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("items", "study item face# label subject fold network explainer class measure "
                           "value#");
    for (int i = 0; i < 5; i++)
        made_up_row("study|%d.jpg|1||||vgg|lime|fear|fit|0.%d", i, (7 * i) % 5 + 1);
    made_up_row("study|9.jpg|1||||vgg|lime|fear|fit|");
    const char *text = markup_text(page(), "<section id=\"quality\">", "</section>");
    expect(text, "vgg5");
    expect(text, "0.300 0.200 to 0.400");
}

static void controls_have_a_curve_and_a_table(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("randomisation", "network explainer control step layers# layer metric value# lo# "
                                   "hi# n# units#");
    made_up_row("vgg|lime|shuffled||3|conv1|pearson|0.9|||5|4");
    made_up_row("vgg|lime|cascade|1|1|fc|pearson|0.625|0.5|0.75|5|5");
    made_up_row("vgg|lime|cascade|1|1|fc|spearman|-0.25|||5|5");
    made_up_row("vgg|lime|cascade|all|3|conv1|spearman|0.125|||4|4");
    made_up_row("<b>|lime|cascade|all|2|conv1|spearman|0.375|||4|4");
    const char *section = markup_text(page(), "<section id=\"randomisation\">", "</section>");
    expect(section, "vgg, down to fc: \u22120.250");
    expect(section, "&lt;b&gt;, down to conv1: 0.375");
    expect(section, "Networkcascade 1cascade all");
    expect(section, "vgg\u22120.250.13"); /* ranks alone: they are there */
    expect(section, "&lt;b&gt;\u20130.38");
}

static void confusion_counts_stand_in_rows_of_truth(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("confusion", "study network fold truth predicted count#");
    made_up_row("study|vgg||fear|fear|31");
    made_up_row("study|vgg||fear|anger|5");
    made_up_row("study|vgg||anger|fear|7");
    made_up_row("study|vgg||anger|anger|42");
    made_up_row("study|vgg|1|fear|fear|99");
    const char *text = page();
    expect(markup_text(text, "<tr><th scope=\"row\">fear", "</tr>"), "fear315");
    expect(markup_text(text, "<tr><th scope=\"row\">anger", "</tr>"), "anger742");
}

#define ACCURACY "network fold accuracy# precision# recall# f1# n# lo# hi# analysis"

static void accuracies_stand_by_fold_with_the_interval_of_all(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("predictions", "network class predicted#");
    made_up_row("vgg|fear|1");
    made_up_table("accuracy", ACCURACY);
    made_up_row("vgg|1|0.75|0.5|0.5|0.5|8|0.125|1|a");
    made_up_row("vgg|2|0.5|0.5|0.5|0.5|8|||a");
    made_up_row("vgg||0.625|0.5|0.5|0.5|16|0.25|0.875|a");
    made_up_row("<b>||0.375|0.5|0.5|0.5|16|||a");
    const char *text = markup_text(page(), "<h3>Accuracy</h3>", "</table>");
    expect(text, "NetworkAllFold 1Fold 2\nvgg0.625[0.250, 0.875]0.7500.500\n"
                 "&lt;b&gt;0.375\u2013\u2013");
}

static void very_many_folds_have_no_columns(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("predictions", "network class predicted#");
    made_up_row("vgg|fear|1");
    made_up_table("accuracy", ACCURACY);
    for (int f = 1; f <= 21; f++)
        made_up_row("vgg|%d|0.75|0.5|0.5|0.5|8|||a", f);
    made_up_row("vgg||0.625|0.5|0.5|0.5|16|||a");
    const char *text = markup_text(page(), "<h3>Accuracy</h3>", "</table>");
    expect(text, "vgg0.625");
    assert_null(strstr(text, "Fold"));
}

static void effort_has_its_seconds(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("effort", "network explainer items# passes# seconds#");
    made_up_row("vgg|lime|20|20020|31.5");
    const char *text = markup_text(page(), "<section id=\"effort\">", "</section>");
    expect(text, "vgglime20");
    expect(text, "31.5");
}

#define EFFORT                                                                                     \
    "network explainer items# passes# seconds# predicted_saving# achieved_saving# checked# "       \
    "difference#"

static void effort_has_what_was_saved_and_how_far_it_was_checked(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("effort", EFFORT);
    made_up_row("vgg|lime|20|20020|31.5|6.031|5.5049|40|");
    made_up_number(8, 2.4e-7);
    made_up_row("vgg|gradient|20|20|1.5||||");
    const char *text = markup_text(page(), "<section id=\"effort\">", "</section>");
    expect(text, "Saving predicted");
    expect(text, "6.03 \u00d75.50 \u00d7402e-07");
    expect(text, "13\u2013\u2013\u2013\u2013");
}

static void effort_is_silent_of_savings_that_no_backend_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("effort", EFFORT);
    made_up_row("vgg|gradient|20|20|1.5||||");
    const char *text = markup_text(page(), "<section id=\"effort\">", "</section>");
    assert_null(strstr(text, "aving"));
    assert_null(strstr(text, "\u2013"));
}

/* ---- What choices vary ---------------------------------------------------------------- */

static const char ablation_columns[] =
    "protocol explainer align mask binarise metric choice base difference# lo# hi# p_adjusted#";

static void add_explainer(const char *name, const char *value)
{
    made_up_row("study|pooled|vgg||fear|%s||ekman|otsu||iou|%s|||20|", name, value);
}

static void add_variant(const char *name, const char *key, const char *value)
{
    made_up_row("explainer|%s|%s|%s|%s", name, key, value, value);
}

/* Three explainers that differ in `samples`, not in their order; the second, of
 * 100, has this score. */
static const char *swept(const char *score, const char *last)
{
    made_up_begin();
    made_up_table("metrics", METRICS);
    add_explainer("few", ".2");
    add_explainer("many", ".4");
    add_explainer("some", score);
    made_up_table("variants", "choice variant key value number#");
    add_variant("few", "samples", "10");
    add_variant("many", "samples", last);
    add_variant("some", "samples", "100");
    for (int i = 0; i < 3; i++)
        add_variant(i == 0 ? "few" : i == 1 ? "many" : "some", "segments", "30");
    made_up_table("choices", "choice base variant metric settings# tau# order_changed# "
                             "best_changed# sign_changed#");
    made_up_row("explainer|few|many|iou|1|1|0|0|0");
    made_up_table("ablations", ablation_columns);
    made_up_row("pooled|many||ekman|otsu|iou|explainer|few|.2|.1|.3|.01");
    made_up_row("pooled|some||ekman|otsu|iou|explainer|few|.1|-.1|.2|.6");
    made_up_table("multiplicity",
                  "table metric tests# alpha# expected# found# found_corrected# correction");
    made_up_row("ablations|iou|2|.05|.1|1|1|holm");
    return page();
}

static void a_choice_is_plotted_over_the_numbers_in_which_its_variants_differ(void **state)
{
    (void)state;
    const char *text = swept(".3", "200");
    expect(markup_text(text, "IoU by samples", "</svg>"), "samples");
    assert_int_equal(markup_count(text, "<path class=\"own\""), 2);
    assert_null(strstr(markup_text(text, "IoU by samples", "</svg>"), "logarithmic"));
    expect(markup_text(text, "<table class=\"sweep\">", "</table>"), "some1000.300+0.100");
}

static void numbers_that_span_much_have_a_logarithmic_axis(void **state)
{
    (void)state;
    expect(markup_text(swept(".3", "1000"), "IoU by samples", "</svg>"), "logarithmic");
}

static void a_missing_score_is_a_gap_in_the_plot_and_no_zero(void **state)
{
    (void)state;
    const char *text = swept("", "1000");
    assert_int_equal(markup_count(text, "<path class=\"own\""), 0); /* its neighbours stay apart */
    assert_int_equal(markup_count(text, "class=\"point"), 2);
    assert_null(strstr(markup_text(text, "IoU by samples", "</svg>"), "0.00"));
}

static void what_differs_beyond_luck_has_a_star(void **state)
{
    (void)state;
    const char *text = swept(".3", "1000");
    assert_int_equal(markup_count(text, "class=\"star\""), 1);
    assert_int_equal(markup_count(text, "class=\"point hollow\""), 1);
    expect(markup_text(text, "<section id=\"choices\">", "</section>"), "0.400 *");
    expect(markup_text(text, "<section id=\"choices\">", "</section>"),
           "2 differences were tested. Luck alone would make 0.1 of them significant at 0.05; 1 "
           "is, and 1 after Holm");
}

static void two_parameters_make_a_table_with_gaps(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    add_explainer("a", ".2");
    add_explainer("b", ".3");
    add_explainer("c", ".4");
    made_up_table("variants", "choice variant key value number#");
    add_variant("a", "samples", "200");
    add_variant("a", "segments", "30");
    add_variant("b", "samples", "1000");
    add_variant("b", "segments", "30");
    add_variant("c", "samples", "200");
    add_variant("c", "segments", "60");
    made_up_table("choices", "choice");
    made_up_row("explainer");
    made_up_table("ablations", ablation_columns);
    made_up_row("pooled|b||ekman|otsu|iou|explainer|a|.1|||");
    const char *text = markup_text(page(), "IoU by samples and segments", "</table>");
    expect(text, "samples \\ segments3060");
    expect(text, "2000.2000.400");
    expect(text, "10000.300\u2013");
}

static void runs_stand_with_what_they_differ_in(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("runs", "run folder written");
    made_up_row("a|x/a|today");
    made_up_row("b|x/b|today");
    made_up_table("differences", "run key base_value value");
    made_up_row("b|explainers.lime.samples|1000|200");
    const char *text = markup_text(page(), "<section id=\"runs\">", "</section>");
    expect(text, "the first");
    expect(text, "explainers.lime.samples 1000 \u2192 200");
}

static void a_disk_that_is_full_is_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_disk = LK_E_IO;
    assert_int_equal(made_up_write("html", NULL), LK_E_IO);
    assert_non_null(strstr(made_up_error, "report.html"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_a_blind_baseline_the_answer_is_no),
        cmocka_unit_test(a_tie_with_a_blind_baseline_is_no),
        cmocka_unit_test(a_baseline_with_scores_in_few_cells_decides_nothing),
        cmocka_unit_test(a_control_of_another_name_is_not_blind),
        cmocka_unit_test(maps_that_fit_wrong_masks_as_well_look_at_no_right_part),
        cmocka_unit_test(better_than_both_in_every_network_is_a_careful_yes),
        cmocka_unit_test(better_on_average_but_not_in_most_networks_is_undecided),
        cmocka_unit_test(without_baselines_the_answer_is_undecided),
        cmocka_unit_test(chance_alone_is_no_baseline_to_be_content_with),
        cmocka_unit_test(a_metric_that_falls_is_better_when_lower),
        cmocka_unit_test(halves_are_rounded_up_whatever_their_last_bits),
        cmocka_unit_test(a_difference_that_rounds_to_zero_has_no_sign),
        cmocka_unit_test(cells_and_networks_above_each_baseline_are_counted),
        cmocka_unit_test(iou_of_pooled_maps_comes_before_other_settings),
        cmocka_unit_test(a_missing_score_is_a_dash_and_no_zero),
        cmocka_unit_test(few_networks_and_few_faces_are_told),
        cmocka_unit_test(maps_of_expressions_that_are_not_there_are_told),
        cmocka_unit_test(unknown_faces_are_told),
        cmocka_unit_test(scores_that_are_missing_are_counted),
        cmocka_unit_test(a_map_that_is_the_same_everywhere_says_so),
        cmocka_unit_test(a_class_that_a_network_lacks_is_no_zero),
        cmocka_unit_test(intervals_are_shown_where_there_are_any),
        cmocka_unit_test(the_first_reading_of_a_mask_stands_for_its_set),
        cmocka_unit_test(names_cannot_become_markup),
        cmocka_unit_test(bytes_that_are_no_text_are_replaced),
        cmocka_unit_test(nothing_is_loaded_from_elsewhere),
        cmocka_unit_test(a_study_with_nothing_has_a_page),
        cmocka_unit_test(empty_tables_are_as_none),
        cmocka_unit_test(tables_of_other_columns_do_no_harm),
        cmocka_unit_test(regions_are_told_in_words_and_as_tables_of_each_network),
        cmocka_unit_test(shares_on_regions_of_action_units_stand_beside_chance),
        cmocka_unit_test(regions_are_held_against_action_units_only_where_these_are_known),
        cmocka_unit_test(failures_are_told_at_the_top_and_in_full),
        cmocka_unit_test(broken_rules_are_told_at_the_top_and_in_full),
        cmocka_unit_test(a_broken_provenance_is_none),
        cmocka_unit_test(the_study_file_is_there_verbatim),
        cmocka_unit_test(a_mask_is_outlined_along_its_pixels),
        cmocka_unit_test(pixels_that_touch_at_a_corner_stay_apart),
        cmocka_unit_test(a_region_with_a_hole_has_two_outlines),
        cmocka_unit_test(the_face_below_all_maps_is_there_once),
        cmocka_unit_test(without_a_pooled_map_its_folds_are_averaged),
        cmocka_unit_test(a_pooled_map_needs_no_folds),
        cmocka_unit_test(figures_of_other_shapes_are_left_out),
        cmocka_unit_test(an_example_stands_beside_its_explanations),
        cmocka_unit_test(a_tree_orders_its_matrix),
        cmocka_unit_test(a_tree_shows_support_and_cut_in_the_order_of_its_leaves),
        cmocka_unit_test(labels_against_each_other_are_means_over_networks),
        cmocka_unit_test(steps_that_make_no_tree_draw_none),
        cmocka_unit_test(diagnostics_are_medians_and_quartiles),
        cmocka_unit_test(controls_have_a_curve_and_a_table),
        cmocka_unit_test(confusion_counts_stand_in_rows_of_truth),
        cmocka_unit_test(accuracies_stand_by_fold_with_the_interval_of_all),
        cmocka_unit_test(very_many_folds_have_no_columns),
        cmocka_unit_test(effort_has_its_seconds),
        cmocka_unit_test(effort_has_what_was_saved_and_how_far_it_was_checked),
        cmocka_unit_test(effort_is_silent_of_savings_that_no_backend_told),
        cmocka_unit_test(a_choice_is_plotted_over_the_numbers_in_which_its_variants_differ),
        cmocka_unit_test(numbers_that_span_much_have_a_logarithmic_axis),
        cmocka_unit_test(a_missing_score_is_a_gap_in_the_plot_and_no_zero),
        cmocka_unit_test(what_differs_beyond_luck_has_a_star),
        cmocka_unit_test(two_parameters_make_a_table_with_gaps),
        cmocka_unit_test(runs_stand_with_what_they_differ_in),
        cmocka_unit_test(a_disk_that_is_full_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
