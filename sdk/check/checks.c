/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "checks.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "cage.h"
#include "param.h"

enum { BACKEND = 1 << LK_STAGE_BACKEND, EXPLAINER = 1 << LK_STAGE_EXPLAINER };

const check checks[] = {
    {"loads", "the host loads it", "plugin.h says what a descriptor has", 0, NULL, check_loads},
    {"descriptor", "its descriptor and its parameters say what users need to know",
     "fill in the summary, the licence, and a `doc` of every parameter", 0, "loads",
     check_descriptor},
    {"values", "what it declares of its values is complete",
     "every lk_value_info has an id, a title and a range", 1 << LK_STAGE_METRIC | EXPLAINER,
     "loads", check_values},
    {"opens", "it opens, with its defaults and the parameters that were given",
     "look at `open`; --set NAME=VALUE gives it what it needs", 0, "loads", check_opens},
    {"bounds", "it opens, or says why not, at the bounds of its parameters",
     "narrow `low`, `high` or `choices`, or return an error with a sentence from `open`", 0,
     "opens", check_bounds},
    {"files", "a file that is empty or full of rubbish is refused with a sentence",
     "check sizes and magic numbers before you believe a file", 0, "opens", check_files},
    {"reopens", "it opens and closes again and again, and gives back what it took",
     "free in `close` what `open` took, or take it from the host (lk_alloc)", 0, "opens",
     check_reopens},
    {"failed-open", "`close` works after an `open` that ran out of memory",
     "return LK_E_MEMORY where lk_alloc gives NULL; let `close` pass over what is not there", 0,
     "opens", check_failed_open},
    {"works", "ordinary input gives an ordinary answer", "look at the operation it names", 0,
     "opens", check_works},
    {"sizes", "1 x 1, thin and odd sizes are answered, or refused with a sentence",
     "loop over the shape of the tensor; refuse with lk_error what cannot be", 0, "works",
     check_sizes},
    {"contents", "noise and constant input are answered, or refused with a sentence",
     "divide by no spread or sum that can be 0; LK_MISSING says that there is no answer", 0,
     "works", check_contents},
    {"repeats", "the same input gives the same bits",
     "clear what you allocate yourself; sum in a fixed order; or do not declare "
     "LK_CAP_DETERMINISTIC",
     0, "works", check_repeats},
    {"random", "random numbers are the host's, and declared",
     "declare LK_CAP_RANDOM, and draw from the context only", 0, "works", check_random},
    {"instances", "two instances work on two threads at once",
     "keep what changes in the instance, not in static variables", 0, "repeats", check_instances},
    {"classes", "a class gets the same map alone and beside others, and not that of another",
     "fill map i for classes[i]; draw random numbers before you look at the classes", EXPLAINER,
     "repeats", check_classes},
    {"cancels", "it ends soon once it is cancelled",
     "ask lk_cancelled(ctx) at least every 100 ms of work, and return LK_CANCELLED", 0, "works",
     check_cancels},
    {"memory", "it ends with a sentence when memory runs out",
     "check what lk_alloc gives; return lk_error(ctx, LK_E_MEMORY, ...)", 0, "works", check_memory},
    {"leaks", "memory and file descriptors do not grow from call to call",
     "take memory from the host (lk_alloc), or free it before you return; close what you open", 0,
     "works", check_leaks},
    {"quiet", "it prints nothing", "use lk_log(ctx, ...) or lk_error(ctx, ...)", 0, "works",
     check_quiet},
    {"conduct", "it leaves the process as it was",
     "change no locale, rounding mode, working folder, umask or signal handler", 0, "works",
     check_conduct},
    {"batches", "an item's scores depend on neither its batch nor the threads",
     "score items one by one, or choose kernels that round the same way for any batch", BACKEND,
     "repeats", check_batches},
    {"gradients", "gradients agree with central differences",
     "the gradient is with respect to values of 0 .. 255, before any normalisation", BACKEND,
     "works", check_gradients},
    {"activations", "every layer that it names can be had, in the shape it declares",
     "`shape` in lk_layer_info is height, width, channels", BACKEND, "works", check_activations},
    {"coalitions", "coalitions score as the pictures that they stand for",
     "use z_stride, row_base and row_fill; bits past segment_count mean nothing", BACKEND,
     "batches", check_coalitions},
    {.id = NULL},
};

/* ---- What checks share ---------------------------------------------------------------------- */

lk_trial *check_load(const check_task *task)
{
    lk_fault fault = {""};
    cage_doing("it was loaded");
    lk_trial *t = trial_load(task->path, &fault);
    if (!t)
        cage_fail("%s", fault.text);
    return t;
}

static int is_given(const check_task *task, const lk_param *p)
{
    const char *const *set = task->options->sets;
    size_t n = strlen(p->name);
    while (set && *set && (strncmp(*set, p->name, n) || (*set)[n] != '='))
        set++;
    return set && *set;
}

/* Skips where parameters that must be given were not; stand-ins need not be. */
static void demand_parameters(const check_task *task, const lk_plugin *plugin)
{
    char lacking[900] = "";
    size_t n = 0;
    for (uint32_t i = 0; i < plugin->param_count && n < sizeof lacking; i++) {
        const lk_param *p = lk_param_at(plugin, i);
        if ((p->flags & LK_PARAM_REQUIRED) && p->type != LK_PLUGIN_REF && !is_given(task, p))
            n += (size_t)snprintf(lacking + n, sizeof lacking - n, "%s--set %s=VALUE (%s)",
                                  n ? " and " : "", p->name, p->doc ? p->doc : "");
    }
    if (n)
        cage_lack("it needs %s", lacking);
}

void check_open_again(const check_task *task, lk_trial *t)
{
    lk_fault fault = {""};
    cage_doing("`open` ran");
    if (trial_open(t, task->options->sets, NULL, &fault))
        cage_fail("it does not open: %s",
                  *fault.text ? fault.text : "and it gives no sentence that says why");
    if (lk_trial_damage(t))
        cage_fail("`open` wrote outside %s", lk_trial_damage(t));
}

lk_trial *check_open(const check_task *task)
{
    lk_trial *t = check_load(task);
    demand_parameters(task, t->plugin);
    check_open_again(task, t);
    return t;
}

lk_key check_probe(const check_task *task, lk_trial *t, const scene *s)
{
    lk_digest digest;
    lk_key key;
    probe_fn run = probe_of((lk_stage)t->plugin->stage);
    if (!run)
        cage_skip("no check of this stage calls operations yet");
    lk_digest_init(&digest);
    const probe p = {t, s, task->options, &digest};
    run(&p);
    lk_digest_end(&digest, &key);
    return key;
}

scene check_scene(const check_task *task)
{
    const lk_check_options *o = task->options;
    return (scene){.height = o->height ? o->height : 24,
                   .width = o->width ? o->width : 20,
                   .seed = o->seed,
                   .threads = 1};
}

int check_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int count = 0;
    while (d && readdir(d))
        count++;
    if (d)
        closedir(d);
    return count;
}
