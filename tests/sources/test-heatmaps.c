/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

static const char grey[] = "png/grey8.png",
                  words[] =
                      "labels: {Anger: anger, Disgust: disgust, Fear: fear, Happiness: happiness, "
                      "Sadness: sadness, Surprise: surprise}";

static kit *open_pattern(const char *folder, const char *pattern)
{
    return source_open("heatmaps", "{path: '%s', pattern: '%s'}", folder, pattern);
}

static void pattern_refused(const char *because, const char *folder, const char *pattern)
{
    source_refused(because, "heatmaps", "{path: '%s', pattern: '%s'}", folder, pattern);
}

/* ---- Names ------------------------------------------------------------------------------- */

static void a_name_says_network_fold_and_label(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "by_fold/AlexNet_CV2_Anger_heatmap.png", grey);
    scratch_copy(folder, "by_fold/README.png", grey);
    kit *k = source_open("heatmaps",
                         "{path: '%s', pattern: 'by_fold/{network}_CV{fold}_{label}_heatmap.png', "
                         "networks: {AlexNet: alex}, %s}",
                         folder, words);
    lk_item item = source_item(k, 0);
    assert_int_equal(source_count(k), 1);
    assert_string_equal(item.id, "by_fold/AlexNet_CV2_Anger_heatmap.png");
    assert_string_equal(item.network, "alex");
    assert_string_equal(item.fold, "2");
    assert_string_equal(item.label, "anger");
    assert_int_equal(item.flags, LK_ITEM_HEATMAP);
    assert_int_equal(item.face_count, 0);
    assert_int_equal(source_get(k, 1, &item), LK_END);
    kit_close(k);
}

static void a_placeholder_takes_as_little_as_it_can(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "a_b_c_x.png", grey);
    kit *k = open_pattern(folder, "{network}_{label}_x.png");
    lk_item item = source_item(k, 0);
    assert_string_equal(item.network, "a");
    assert_string_equal(item.label, "b_c");
    assert_null(item.fold);
    kit_close(k);
}

static void a_placeholder_does_not_reach_over_a_folder(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net/one/joy.png", grey);
    pattern_refused("none of the 1 files", folder, "{network}/{label}.png");
    pattern_refused("none of the 1 files", folder, "{network}/one/joy{label}.png");
    kit *k = open_pattern(folder, "{network}/{fold}/{label}.png");
    assert_string_equal(source_item(k, 0).fold, "one");
    kit_close(k);
}

static void maps_of_none_are_passed_over(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net_joy.png", grey);
    scratch_copy(folder, "net_blank.png", grey);
    kit *k = source_open("heatmaps",
                         "{path: '%s', pattern: '{network}_{label}.png', labels: {blank: none}}",
                         folder);
    assert_int_equal(source_count(k), 1);
    assert_string_equal(source_item(k, 0).label, "joy");
    kit_close(k);
}

static void when_nothing_fits_pattern_and_folder_are_named(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "joy.png", grey);
    pattern_refused(folder, folder, "{network}-{label}.png");
    pattern_refused("fits the pattern \"{network}-{label}.png\"", folder, "{network}-{label}.png");
}

static void a_pattern_needs_network_and_label(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    pattern_refused("lacks a placeholder", folder, "{network}.png");
    pattern_refused("lacks a placeholder", folder, "{label}_{fold}.png");
    pattern_refused("opens no placeholder", folder, "{network}_{label}_{subject}.png");
}

static void two_maps_of_one_place_are_refused(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net_happy_1.png", grey);
    scratch_copy(folder, "net_joy_1.png", grey);
    source_refused("net_happy_1.png and net_joy_1.png are both the heatmap of network net, label "
                   "happiness, fold 1",
                   "heatmaps",
                   "{path: '%s', pattern: '{network}_{label}_{fold}.png', "
                   "labels: {happy: happiness, joy: happiness}}",
                   folder);
    kit_close(open_pattern(folder, "{network}_{label}_{fold}.png"));
}

/* ---- Values ------------------------------------------------------------------------------- */

static void a_grey_picture_gives_its_values(void **state)
{
    const char *folder = scratch_folder();
    lk_tensor rgb = kit_npy("golden/sources/expected/png-grey8.npy");
    (void)state;
    scratch_copy(folder, "net_joy.png", grey);
    kit *k = open_pattern(folder, "{network}_{label}.png");
    lk_item item = source_item(k, 0);
    assert_int_equal(item.image.rank, 2);
    assert_int_equal(item.image.dtype.code, LK_DTYPE_FLOAT);
    assert_int_equal(item.image.dtype.bits, 32);
    assert_int_equal(item.image.shape[0], 9);
    assert_int_equal(item.image.shape[1], 13);
    for (size_t i = 0; i < 9 * 13; i++)
        assert_true(((const float *)item.image.data)[i] == ((const uint8_t *)rgb.data)[3 * i]);
    kit_close(k);
}

static void a_coloured_picture_is_no_heatmap(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net_joy.png", "png/rgb8.png");
    kit *k = open_pattern(folder, "{network}_{label}.png");
    source_fails(k, 0, "net_joy.png", "net_joy.png has colours");
    kit_close(k);
}

static void rescaled_maps_are_marked(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net_joy.png", grey);
    kit *k = source_open("heatmaps",
                         "{path: '%s', pattern: '{network}_{label}.png', rescaled: true}", folder);
    assert_int_equal(source_item(k, 0).flags, LK_ITEM_HEATMAP | LK_ITEM_RESCALED);
    kit_close(k);
}

/* numpy wrote these; their values are k * 5 - 3, and bytes wrap. */
static void arrays_of_numpy_give_their_values(void **state)
{
    static const char *const types[] = {"f4", "f8", "u1"};
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        const char *folder = scratch_folder();
        char name[32];
        snprintf(name, sizeof name, "npy/%s.npy", types[t]);
        scratch_copy(folder, "net_joy.npy", name);
        kit *k = open_pattern(folder, "{network}_{label}.npy");
        lk_item item = source_item(k, 0);
        const float *v = item.image.data;
        assert_int_equal(item.image.rank, 2);
        assert_int_equal(item.image.shape[0], 4);
        assert_int_equal(item.image.shape[1], 6);
        for (int i = 0; i < 24; i++)
            assert_true(v[i] == (float)(t == 2 ? (uint8_t)(i * 5 - 3) : i * 5 - 3));
        kit_close(k);
    }
}

static void other_arrays_are_refused(void **state)
{
    static const char *const names[] = {"cube", "fortran", "i4", "big", "empty"};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        const char *folder = scratch_folder();
        char name[32];
        snprintf(name, sizeof name, "npy/%s.npy", names[i]);
        scratch_copy(folder, "net_joy.npy", name);
        kit *k = open_pattern(folder, "{network}_{label}.npy");
        source_fails(k, 0, "net_joy.npy", "net_joy.npy is no .npy array of two axes");
        kit_close(k);
    }
}

static void an_array_cut_short_anywhere_is_refused(void **state)
{
    const char *folder = scratch_folder();
    scratch_bytes b = scratch_golden("npy/f4.npy");
    (void)state;
    scratch_write(folder, "net_joy.npy", b.data, b.size);
    kit *k = open_pattern(folder, "{network}_{label}.npy");
    for (size_t size = 0; size < b.size; size++) {
        scratch_write(folder, "net_joy.npy", b.data, size);
        source_fails(k, 0, "net_joy.npy", "net_joy.npy ");
    }
    kit_close(k);
    scratch_free(b);
}

static void an_array_with_a_value_that_is_no_number_is_refused(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "net_joy.npy", "npy/nan.npy");
    kit *k = open_pattern(folder, "{network}_{label}.npy");
    source_fails(k, 0, "net_joy.npy", "no finite float32");
    kit_close(k);
}

/* ---- The reference study --------------------------------------------------------------------- */

static size_t networks_of(kit *k)
{
    const char *seen[64];
    size_t count = 0;
    for (int64_t i = 0; i < source_count(k); i++) {
        lk_item item = source_item(k, i);
        size_t n = 0;
        assert_int_equal(item.image.shape[0], 275);
        assert_int_equal(item.image.shape[1], 224);
        assert_true(item.label[0] >= 'a' && item.label[0] <= 'z');
        while (n < count && strcmp(seen[n], item.network))
            n++;
        if (n == count)
            seen[count++] = item.network;
    }
    return count;
}

static void check_published(const char *pattern, int64_t count, const char *first_fold)
{
    const char *folder = kit_shared("paper");
    if (!folder) {
        print_message("# skipped: the published heatmaps are not here\n");
        skip();
    }
    kit *k = source_open("heatmaps", "{path: '%s', pattern: '%s', rescaled: true, %s}", folder,
                         pattern, words);
    lk_item item = source_item(k, 0);
    assert_int_equal(source_count(k), count);
    assert_string_equal(item.network, "AlexNet");
    assert_string_equal(item.label, "anger");
    if (first_fold)
        assert_string_equal(item.fold, first_fold);
    else
        assert_null(item.fold);
    assert_int_equal(networks_of(k), 12);
    kit_close(k);
}

static void the_published_maps_by_fold_are_360_of_12_networks(void **state)
{
    (void)state;
    check_published("heatmaps_by_fold/{network}_CV{fold}_{label}_heatmap.png", 360, "1");
}

static void the_published_pooled_maps_are_72_of_12_networks(void **state)
{
    (void)state;
    check_published("heatmaps_by_network/{network}_{label}_heatmap.png", 72, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_says_network_fold_and_label),
        cmocka_unit_test(a_placeholder_takes_as_little_as_it_can),
        cmocka_unit_test(a_placeholder_does_not_reach_over_a_folder),
        cmocka_unit_test(maps_of_none_are_passed_over),
        cmocka_unit_test(when_nothing_fits_pattern_and_folder_are_named),
        cmocka_unit_test(a_pattern_needs_network_and_label),
        cmocka_unit_test(two_maps_of_one_place_are_refused),
        cmocka_unit_test(a_grey_picture_gives_its_values),
        cmocka_unit_test(a_coloured_picture_is_no_heatmap),
        cmocka_unit_test(rescaled_maps_are_marked),
        cmocka_unit_test(arrays_of_numpy_give_their_values),
        cmocka_unit_test(other_arrays_are_refused),
        cmocka_unit_test(an_array_cut_short_anywhere_is_refused),
        cmocka_unit_test(an_array_with_a_value_that_is_no_number_is_refused),
        cmocka_unit_test(the_published_maps_by_fold_are_360_of_12_networks),
        cmocka_unit_test(the_published_pooled_maps_are_72_of_12_networks),
    };
    return cmocka_run_group_tests_name("heatmaps", tests, NULL, NULL);
}
