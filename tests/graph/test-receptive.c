/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <string.h>

/* What layers see of the input. The sizes at the end of the convolutions are
 * those that Araujo, Norris and Sim (Distill, 2019) give for these networks. */

static kit *open_network(const char *name)
{
    char params[80];
    snprintf(params, sizeof params, "{model: configs/networks/%s.yaml}", name);
    return kit_open(LK_STAGE_BACKEND, "openblas", params);
}

static const lk_network_info *info_of(kit *k)
{
    return ((const lk_backend_ops *)kit_ops(k))->info(kit_self(k));
}

static int64_t widest(const char *network, int axis)
{
    kit *k = open_network(network);
    const lk_network_info *info = info_of(k);
    int64_t most = 0;
    for (uint32_t i = 0; i < info->layer_count; i++)
        most = info->layers[i]->field[axis] > most ? info->layers[i]->field[axis] : most;
    kit_close(k);
    return most;
}

static const lk_layer_info *find(const lk_network_info *info, const char *name)
{
    for (uint32_t i = 0; i < info->layer_count; i++)
        if (!strcmp(info->layers[i]->name, name))
            return info->layers[i];
    fail_msg("no layer %s", name);
    return NULL;
}

static void the_last_pixels_see_what_the_literature_says(void **state)
{
    static const struct {
        const char *network;
        int64_t field;
    } known[] = {{"vgg16", 212}, {"resnet50", 483}, {"resnet101v2", 1027}, {"inceptionv3", 1311}};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        for (int axis = 0; axis < 2; axis++)
            assert_int_equal(widest(known[i].network, axis), known[i].field);
}

/* Two 3 x 3 convolutions with a border of one pixel each: five pixels, from two
 * beyond the border on; a pool of two then sees six, two apart. */
static void a_field_begins_beyond_the_border_and_moves_with_the_strides(void **state)
{
    kit *k = open_network("vgg16");
    const lk_layer_info *conv = find(info_of(k), "block1_conv2");
    const lk_layer_info *pool = find(info_of(k), "block1_pool");
    (void)state;
    for (int axis = 0; axis < 2; axis++) {
        assert_int_equal(conv->field[axis], 5);
        assert_int_equal(conv->start[axis], -2);
        assert_int_equal(conv->step[axis], 1);
        assert_int_equal(pool->field[axis], 6);
        assert_int_equal(pool->start[axis], -2);
        assert_int_equal(pool->step[axis], 2);
    }
    kit_close(k);
}

static void what_follows_a_mean_over_the_map_sees_all(void **state)
{
    kit *k = open_network("mobilenetv3");
    const lk_network_info *info = info_of(k);
    (void)state;
    assert_int_equal(info->layers[info->layer_count - 1]->field[0], 0);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_pixels_see_what_the_literature_says),
        cmocka_unit_test(a_field_begins_beyond_the_border_and_moves_with_the_strides),
        cmocka_unit_test(what_follows_a_mean_over_the_map_sees_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
