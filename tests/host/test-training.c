/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/param.h"
#include "core/paths.h"
#include "core/training.h"

static const char head[] = "labels: [a, b]\n"
                           "networks:\n"
                           "  one: {use: x, model: m.yaml, weights: 'w/one_CV{fold}.safetensors'}\n"
                           "  two: {use: x, model: m.yaml, weights: two.safetensors}\n"
                           "  three: {use: x, model: m.yaml}\n";

static lk_arena *arena;

static lk_study *read(const char *rest, lk_fault *fault)
{
    char text[2000];
    fault->text[0] = 0;
    snprintf(text, sizeof text, "%s%s", head, rest);
    return lk_study_parse(arena, "/here/s.yaml", text, strlen(text), NULL, fault);
}

static lk_plan plan_of(const char *rest, const char *network)
{
    lk_fault fault;
    lk_plan p;
    lk_study *s = read(rest, &fault);
    if (!s)
        fail_msg("%s", fault.text);
    assert_int_equal(lk_training_plan(s, network, &p, &fault), 0);
    return p;
}

static void refuses(const char *rest, const char *sentence)
{
    lk_fault fault;
    if (read(rest, &fault))
        fail_msg("taken: %s", rest);
    if (!strstr(fault.text, sentence))
        fail_msg("%s: %s", rest, fault.text);
}

static void near(double x, double wanted)
{
    if (!(fabs(x - wanted) <= 1e-12 * fmax(1, fabs(wanted))))
        fail_msg("%.17g, not %.17g", x, wanted);
}

static void networks_with_a_fold_in_their_weights_are_trained(void **state)
{
    (void)state;
    lk_fault fault;
    lk_study *s = read("train: {epochs: 3}\n", &fault);
    assert_non_null(s);
    assert_int_equal(s->pupils.count, 1);
    assert_string_equal(s->pupils.items[0].name, "one");
    assert_string_equal(lk_training_target(s, &s->networks.items[0]),
                        "/here/w/one_CV{fold}.safetensors");
}

static void and_those_that_are_named(void **state)
{
    (void)state;
    lk_fault fault;
    lk_study *s = read("train: {networks: {two: {epochs: 7}}}\n", &fault);
    assert_non_null(s);
    assert_int_equal(s->pupils.count, 2);
    assert_string_equal(s->pupils.items[1].name, "two");
}

static void a_pupil_begins_with_weights_that_are_drawn(void **state)
{
    (void)state;
    lk_fault fault;
    lk_study *s = read("seed: 9\ntrain: {epochs: 1}\n", &fault);
    assert_non_null(s);
    const lk_node *spec = s->pupils.items[0].spec;
    assert_true(lk_node_is_null(lk_node_get(spec, "weights")));
    assert_string_equal(lk_node_text(spec, "random_weights", ""), "9");
    assert_null(lk_node_get(spec, "untrained"));
    assert_string_equal(lk_node_text(s->networks.items[0].spec, "weights", ""),
                        "w/one_CV{fold}.safetensors");
}

static void or_with_those_of_a_file_but_for_its_head(void **state)
{
    (void)state;
    lk_fault fault;
    lk_study *s = read("train: {start: i.h5, head: [top, 'fc*'], seed: 4}\n", &fault);
    assert_non_null(s);
    const lk_node *spec = s->pupils.items[0].spec, *list = lk_node_get(spec, "untrained");
    assert_string_equal(lk_node_text(spec, "weights", ""), "/here/i.h5");
    assert_string_equal(lk_node_text(spec, "random_weights", ""), "4");
    assert_non_null(list);
    assert_int_equal(list->count, 2);
    assert_string_equal(list->items[1]->text, "fc*");
    s = read("train: {start: i.h5}\n", &fault);
    assert_non_null(s);
    assert_null(lk_node_get(s->pupils.items[0].spec, "random_weights"));
}

static void what_a_network_has_of_its_own_goes_before(void **state)
{
    (void)state;
    const char *text = "train:\n  epochs: 3\n  rate: 0.5\n  augment: {preset: study}\n"
                       "  networks: {two: {epochs: 25, augment: {flip: true}}}\n";
    lk_plan one = plan_of(text, "one"), two = plan_of(text, "two");
    assert_int_equal(one.epochs, 3);
    assert_int_equal(two.epochs, 25);
    near(two.rate, .5);
    near(one.augment.rotation, .03);
    near(two.augment.rotation, 0);
    assert_int_equal(two.augment.flip, 1);
    assert_memory_not_equal(&one.key, &two.key, sizeof one.key);
}

static void defaults_are_those_of_the_convention(void **state)
{
    (void)state;
    for (int c = 0; c < 2; c++)
        for (int o = 0; o < 3; o++) {
            static const char *const optimisers[] = {"sgd", "rmsprop", "adam"};
            char text[200];
            snprintf(text, sizeof text, "train: {optimiser: %s, convention: %s}\n", optimisers[o],
                     c ? "pytorch" : "keras");
            lk_plan p = plan_of(text, "one");
            lk_training t = lk_plan_training(&p),
                        d = lk_training_defaults((lk_optimiser)o, (lk_convention)c);
            assert_int_equal(t.optimiser, o);
            assert_int_equal(t.convention, c);
            near(t.decay, d.decay);
            near(t.epsilon, d.epsilon);
            near(t.beta1, d.beta1);
            near(t.beta2, d.beta2);
            near(t.momentum, d.momentum);
            near(t.norm_momentum, d.norm_momentum);
            assert_int_equal(t.has_dropout, d.has_dropout);
        }
}

static void rates_follow_their_schedule(void **state)
{
    (void)state;
    lk_plan p = plan_of("train: {rate: 2, epochs: 40, schedule: steps, schedule_every: 10, "
                        "schedule_factor: 0.5}\n",
                        "one");
    near(lk_plan_rate(&p, 0), 2);
    near(lk_plan_rate(&p, 9.999), 2);
    near(lk_plan_rate(&p, 10), 1);
    near(lk_plan_rate(&p, 35), .25);
    p = plan_of("train: {rate: 2, epochs: 10, schedule: cosine, warmup: 2}\n", "one");
    near(lk_plan_rate(&p, 0), 0);
    near(lk_plan_rate(&p, 1), 1);
    near(lk_plan_rate(&p, 2), 2);
    near(lk_plan_rate(&p, 6), 1);
    near(lk_plan_rate(&p, 4), 1 + sqrt(.5));
    near(lk_plan_rate(&p, 10), 0);
}

static void the_key_is_of_what_changes_results(void **state)
{
    (void)state;
    lk_plan a = plan_of("train: {epochs: 3}\n", "one"),
            b = plan_of("train: {epochs: 3, batch: 128}\n", "one");
    lk_plan c = plan_of("train: {epochs: 3, checkpoint: 5}\n", "one");
    lk_plan d = plan_of("train: {epochs: 3, rate: 0.1}\n", "one");
    lk_plan e = plan_of("seed: 5\ntrain: {epochs: 3}\n", "one");
    assert_memory_equal(&a.key, &b.key, sizeof a.key);
    assert_memory_equal(&a.key, &c.key, sizeof a.key);
    assert_memory_not_equal(&a.key, &d.key, sizeof a.key);
    assert_memory_not_equal(&a.key, &e.key, sizeof a.key);
}

static void mistakes_get_a_sentence(void **state)
{
    (void)state;
    refuses("train: 3\n", "train is a map");
    refuses("train: {epoch: 3}\n", "did you mean `epochs`?");
    refuses("train: {networks: [one]}\n", "networks is a map");
    refuses("train: {networks: {four: {}}}\n", "no network `four`");
    refuses("train: {networks: {one: 3}}\n", "a map of what it has of its own");
    refuses("train: {networks: {three: {}}}\n", "`weights` says where to");
    refuses("train: {networks: {one: {rate: fast}}}\n", "rate");
    refuses("train: {patience: 3}\n", "validation");
    refuses("train: {head: [a]}\n", "there is no `start`");
    refuses("train: {batch: 0}\n", "batch: 0 is outside");
}

static void the_manual_page_names_every_parameter(void **state)
{
    (void)state;
    const void *page;
    size_t size;
    lk_fault fault;
    const lk_plugin *table = lk_training_table();
    if (lk_read_whole(arena, kit_path("docs/man/likeness-study.5"), 0, &page, &size, &fault))
        fail_msg("%s", fault.text);
    assert_int_equal(lk_params_check_table(table, &fault), 0);
    for (uint32_t i = 0; i < table->param_count; i++) {
        char line[100];
        snprintf(line, sizeof line, "\n.B %s\n", lk_param_at(table, i)->name);
        if (!strstr(page, line))
            fail_msg("it lacks %s", lk_param_at(table, i)->name);
    }
}

static int open_arena(void **state)
{
    (void)state;
    arena = lk_arena_new(0);
    return !arena;
}

static int close_arena(void **state)
{
    (void)state;
    lk_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_with_a_fold_in_their_weights_are_trained),
        cmocka_unit_test(and_those_that_are_named),
        cmocka_unit_test(a_pupil_begins_with_weights_that_are_drawn),
        cmocka_unit_test(or_with_those_of_a_file_but_for_its_head),
        cmocka_unit_test(what_a_network_has_of_its_own_goes_before),
        cmocka_unit_test(defaults_are_those_of_the_convention),
        cmocka_unit_test(rates_follow_their_schedule),
        cmocka_unit_test(the_key_is_of_what_changes_results),
        cmocka_unit_test(mistakes_get_a_sentence),
        cmocka_unit_test(the_manual_page_names_every_parameter),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
