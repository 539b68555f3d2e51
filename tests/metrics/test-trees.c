/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "golden.h"

#include "analyses/clustering/agreement.h"
#include "analyses/clustering/dendrogram.h"

/* Trees, their orders and cuts against SciPy, their agreement against SciPy and
 * scikit-learn. */

enum { MOST = 100 };

static kit *host;

static linkage method_of(const char *name)
{
    static const char *const names[] = {"average", "single", "complete", "ward"};
    for (size_t i = 0; i < 4; i++)
        if (!strcmp(names[i], name))
            return (linkage)i;
    fail_msg("no linkage %s", name);
    return LINKAGE_AVERAGE;
}

static dendrogram build(const char *distance, const char *method, lk_tensor *distances)
{
    dendrogram d;
    *distances = golden_npy("distance", distance);
    assert_int_equal(dendrogram_build(kit_context(host, 1), method_of(method),
                                      (size_t)distances->shape[0], distances->data, &d),
                     LK_OK);
    return d;
}

static int is_true(const lk_node *row, const char *key)
{
    return !strcmp(lk_node_text(row, key, ""), "true");
}

static void check_linkage(const char *distance)
{
    char path[200];
    lk_tensor distances;
    dendrogram d = build(distance, "ward", &distances);
    snprintf(path, sizeof path, "golden/metrics/clustering/linkage_%s_ward.npy", distance);
    const double *z = kit_npy(path).data;
    for (size_t k = 0; k + 1 < d.count; k++, z += 4) {
        if (!(fabs(d.merges[k].height - z[2]) <= GOLDEN_TOLERANCE))
            fail_msg("%s: step %zu at %.17g, not %.17g", distance, k + 1, d.merges[k].height, z[2]);
        assert_true(d.merges[k].a == (size_t)z[0] && d.merges[k].b == (size_t)z[1]);
        assert_true(d.merges[k].size == (size_t)z[3]);
    }
}

static void ward_trees_are_those_of_scipy(void **state)
{
    (void)state;
    check_linkage("pearson_12");
    check_linkage("pearson_72");
    check_linkage("ties_12");
}

/* A row of trees.json, and its tree. */
typedef void (*row_check)(const lk_node *row, const dendrogram *d, const double *distances);

static size_t each_unique_tree(row_check check)
{
    const lk_node *rows = kit_yaml("golden/metrics/clustering/trees.json");
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        lk_tensor distances;
        if (!is_true(rows->items[i], "tree_is_unique"))
            continue;
        dendrogram d = build(lk_node_text(rows->items[i], "distance", ""),
                             lk_node_text(rows->items[i], "method", ""), &distances);
        check(rows->items[i], &d, distances.data);
        count++;
    }
    return count;
}

static void check_cophenetic(const lk_node *row, const dendrogram *d, const double *distances)
{
    lk_value v = {.reason = "constant"};
    v.missing = dendrogram_cophenetic(d, distances, &v.value) == LK_MISSING;
    check_value(&v, golden_number(row, "cophenetic"), lk_node_text(row, "method", ""));
}

static void cophenetic_correlations_are_those_of_scipy(void **state)
{
    (void)state;
    assert_in_range(each_unique_tree(check_cophenetic), 8, 20);
}

/* Do the leaves of every cluster stand together? */
static void assert_order_of_tree(const dendrogram *d, const size_t *order)
{
    size_t place[MOST] = {0}, seen[MOST] = {0};
    for (size_t i = 0; i < d->count; i++) {
        assert_int_equal(seen[order[i]]++, 0);
        place[order[i]] = i;
    }
    for (size_t k = 0; k + 1 < d->count; k++) {
        const size_t *leaves = d->leaves + d->start[d->count + k];
        size_t low = SIZE_MAX, high = 0;
        for (size_t i = 0; i < d->merges[k].size; i++) {
            low = place[leaves[i]] < low ? place[leaves[i]] : low;
            high = place[leaves[i]] > high ? place[leaves[i]] : high;
        }
        assert_int_equal(high - low + 1, d->merges[k].size);
    }
}

static double order_length(const dendrogram *d, const double *distances, const size_t *order)
{
    double length = 0;
    for (size_t i = 1; i < d->count; i++)
        length += distances[order[i - 1] * d->count + order[i]];
    return length;
}

static void check_length(const lk_node *row, const dendrogram *d, const double *distances)
{
    size_t order[MOST];
    double best = golden_number(row, "optimal_length");
    assert_int_equal(dendrogram_order(kit_context(host, 1), d, distances, order), LK_OK);
    assert_order_of_tree(d, order);
    double length = order_length(d, distances, order);
    if (!(length <= (1 + GOLDEN_TOLERANCE) * best))
        fail_msg("%s %s: %.17g is more than %.17g", lk_node_text(row, "distance", ""),
                 lk_node_text(row, "method", ""), length, best);
}

/* The order in which bit k of `turns` swaps the parts of merge k. */
static void turn(const dendrogram *d, unsigned turns, size_t *order)
{
    size_t start[2 * MOST];
    start[dendrogram_root(d)] = 0;
    for (size_t k = d->count - 1; k-- > 0;) {
        const merge *m = &d->merges[k];
        size_t first = turns >> k & 1 ? m->b : m->a, second = turns >> k & 1 ? m->a : m->b;
        start[first] = start[d->count + k];
        start[second] = start[first] + dendrogram_size(d, first);
    }
    for (size_t i = 0; i < d->count; i++)
        order[start[i]] = i;
}

static void no_turning_of_branches_gives_a_shorter_order(void **state)
{
    static const char *const methods[] = {"average", "single", "complete", "ward"};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        lk_tensor distances;
        dendrogram d = build("pearson_12", methods[i], &distances);
        size_t order[MOST];
        assert_int_equal(dendrogram_order(kit_context(host, 1), &d, distances.data, order), LK_OK);
        double found = order_length(&d, distances.data, order), least = INFINITY;
        for (unsigned turns = 0; turns < 1u << 11; turns++) {
            turn(&d, turns, order);
            least = fmin(least, order_length(&d, distances.data, order));
        }
        assert_true(fabs(found - least) <= GOLDEN_TOLERANCE * least);
    }
}

static void leaf_orders_are_no_longer_than_those_of_scipy(void **state)
{
    (void)state;
    assert_in_range(each_unique_tree(check_length), 8, 20);
}

/* Labels are arbitrary: the same pairs are together. */
static void check_cut(const dendrogram *d, size_t clusters, const lk_node *labels)
{
    size_t roots[MOST], members[MOST];
    assert_int_equal(dendrogram_cut(d, clusters, roots), LK_OK);
    dendrogram_members(d, roots, clusters, members);
    for (size_t i = 0; i < d->count; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_equal(members[i] == members[j],
                             !strcmp(labels->items[i]->text, labels->items[j]->text));
}

static void check_cuts(const lk_node *row, const dendrogram *d, const double *distances)
{
    const lk_node *cuts = lk_node_get(row, "cuts");
    (void)distances;
    for (size_t i = 0; i < cuts->count; i++)
        check_cut(d, strtoul(cuts->items[i]->key, NULL, 10), cuts->items[i]);
}

static void cuts_are_those_of_scipy(void **state)
{
    (void)state;
    assert_in_range(each_unique_tree(check_cuts), 8, 20);
}

static void a_cut_through_equal_heights_is_none(void **state)
{
    lk_tensor distances;
    dendrogram d = build("equal_12", "average", &distances);
    size_t roots[MOST];
    (void)state;
    assert_int_equal(dendrogram_cut(&d, 2, roots), LK_MISSING);
    assert_int_equal(dendrogram_cut(&d, 12, roots), LK_OK);
}

/* ---- Agreement ------------------------------------------------------------------- */

static void identity(size_t *same)
{
    for (size_t i = 0; i < MOST; i++)
        same[i] = i;
}

static void agreements_are_those_of_scipy_and_scikit_learn(void **state)
{
    const lk_node *rows = kit_yaml("golden/metrics/clustering/comparisons.json");
    size_t same[MOST];
    (void)state;
    identity(same);
    for (size_t i = 0; i < rows->count; i++) {
        const lk_node *row = rows->items[i], *cuts = lk_node_get(row, "fowlkes_mallows");
        const char *distance = lk_node_text(row, "distance", "");
        lk_tensor distances;
        dendrogram a = build(distance, lk_node_text(row, "a", ""), &distances);
        dendrogram b = build(distance, lk_node_text(row, "b", ""), &distances);
        tree_pair pair = {&a, &b, same};
        lk_value v = {.value = 0};
        double chance;
        assert_int_equal(agreement_baker(kit_context(host, 1), &pair, &v.value), LK_OK);
        check_value(&v, golden_number(row, "bakers_gamma"), "Baker's gamma");
        for (size_t k = 0; k < cuts->count; k++) {
            size_t clusters = strtoul(cuts->items[k]->key, NULL, 10);
            assert_int_equal(
                agreement_cut(kit_context(host, 1), &pair, clusters, &v.value, &chance), LK_OK);
            check_value(&v, strtod(cuts->items[k]->text, NULL), "Fowlkes-Mallows");
        }
    }
    assert_int_equal(rows->count, 12);
}

/* Over all ways to name the leaves of the second tree, which are the random
 * clusters of given sizes. */
static void the_chance_of_a_cut_is_its_mean_over_permutations(void **state)
{
    double distances[] = {0, 1, 5, 6, 1, 0, 5, 6, 5, 5, 0, 2, 6, 6, 2, 0}, sum = 0, value, chance;
    dendrogram d;
    size_t count = 0, p[4];
    (void)state;
    assert_int_equal(dendrogram_build(kit_context(host, 1), LINKAGE_SINGLE, 4, distances, &d),
                     LK_OK);
    for (size_t code = 0; code < 256; code++) {
        unsigned seen = 0;
        for (size_t i = 0; i < 4; i++) {
            p[i] = code >> 2 * i & 3;
            seen |= 1u << p[i];
        }
        if (seen != 15)
            continue;
        assert_int_equal(
            agreement_cut(kit_context(host, 1), &(tree_pair){&d, &d, p}, 2, &value, &chance),
            LK_OK);
        sum += value;
        count++;
    }
    assert_int_equal(count, 24);
    assert_true(fabs(sum / 24 - chance) < GOLDEN_TOLERANCE);
}

static void trees_of_equal_heights_agree_in_nothing(void **state)
{
    lk_tensor distances;
    dendrogram a = build("equal_12", "average", &distances);
    size_t same[MOST];
    double value, chance;
    (void)state;
    identity(same);
    assert_int_equal(agreement_baker(kit_context(host, 1), &(tree_pair){&a, &a, same}, &value),
                     LK_MISSING);
    assert_int_equal(
        agreement_cut(kit_context(host, 1), &(tree_pair){&a, &a, same}, 2, &value, &chance),
        LK_MISSING);
}

static int open_host(void **state)
{
    (void)state;
    host = kit_open(LK_STAGE_ANALYSIS, "clustering", NULL);
    return 0;
}

static int close_host(void **state)
{
    (void)state;
    kit_close(host);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ward_trees_are_those_of_scipy),
        cmocka_unit_test(cophenetic_correlations_are_those_of_scipy),
        cmocka_unit_test(no_turning_of_branches_gives_a_shorter_order),
        cmocka_unit_test(leaf_orders_are_no_longer_than_those_of_scipy),
        cmocka_unit_test(cuts_are_those_of_scipy),
        cmocka_unit_test(a_cut_through_equal_heights_is_none),
        cmocka_unit_test(agreements_are_those_of_scipy_and_scikit_learn),
        cmocka_unit_test(the_chance_of_a_cut_is_its_mean_over_permutations),
        cmocka_unit_test(trees_of_equal_heights_agree_in_nothing),
    };
    return cmocka_run_group_tests(tests, open_host, close_host);
}
