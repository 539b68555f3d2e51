/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "folded.h"
#include "paths.h"

/* The instances that a worker has opened. */

typedef struct lk_opened {
    struct lk_opened *next;
    const lk_variant *variant; /* of the study */
    const char *name;          /* the variant's, and which fold it was opened for */
    lk_instance *instance;
} lk_opened;

/* Is this the key that the variant had when the run began? Items are checked by
 * their content instead: a folder may get files of other people. */
static int has_known_key(lk_session *s, const char *section, const lk_instance *in,
                         const char *variant)
{
    const void *bytes;
    size_t size;
    lk_fault none;
    if (!s->path || !strcmp(section, "data") ||
        lk_read_whole(s->arena, lk_session_keys_path(s->arena, s->path), 0, &bytes, &size, &none))
        return 1;
    lk_unpack u = lk_unpack_over(bytes, size);
    for (size_t i = 0, count = lk_unpack_count(&u, 40); i < count; i++) {
        const char *where = lk_unpack_text(&u), *name = lk_unpack_text(&u);
        lk_key key = lk_unpack_key(&u);
        if (where && name && !strcmp(where, section) && !strcmp(name, variant))
            return !memcmp(&key, &in->key, sizeof key);
    }
    return 1;
}

/* A network of a fold is asked for by its own name, but stands in the study once. */
static const lk_variant *find_variant(lk_session *s, const char *section, const char *variant,
                                      const char **fold)
{
    if (!strcmp(section, "data"))
        return &s->study->data;
    if (!strcmp(section, "detect"))
        return &s->study->detect;
    const lk_section *all = lk_study_section(s->study, section);
    return all ? lk_folded_find(all, variant, fold) : NULL;
}

/* Does a sentence already say where, as in "study.yaml:3:5: "? */
static int has_place(const char *text)
{
    unsigned line, column;
    for (const char *p = text; (p = strchr(p, ':')); p++) {
        int n = 0;
        if (sscanf(p, ":%u:%u:%n", &line, &column, &n) == 2 && n)
            return 1;
    }
    return 0;
}

static lk_instance *open_variant(lk_session *s, const char *section, const lk_variant *v,
                                 const char *name, const char *fold, lk_fault *fault)
{
    lk_stage stage = lk_section_stage(section);
    const lk_node *spec = fold ? lk_folded_spec(s->arena, v->spec, fold) : v->spec;
    if (!spec) {
        lk_fault_set(fault, "out of memory for %s", name);
        return NULL;
    }
    char doing[200];
    snprintf(doing, sizeof doing, "%s %s (opening)", lk_stage_name(stage),
             lk_node_text(spec, "use", ""));
    lk_worker_doing(doing);
    lk_instance *in = lk_instance_open(&s->finder, stage, spec, s->study->path, s->threads, fault);
    if (!in) {
        if (fault && !has_place(fault->text))
            lk_fault_prefix(fault, "%s:%u:%u: ", spec->file, spec->line, spec->column);
        return NULL;
    }
    if (has_known_key(s, section, in, name))
        return in;
    lk_fault_set(fault, "%s:%u:%u: a file of %s changed while the run went on; run it again",
                 spec->file, spec->line, spec->column, name);
    lk_instance_close(in);
    return NULL;
}

lk_instance *lk_session_instance(lk_session *s, const char *section, const char *variant,
                                 lk_fault *fault)
{
    const char *fold = NULL;
    const lk_variant *v = find_variant(s, section, variant, &fold);
    if (!v || !v->spec) {
        lk_fault_set(fault, "the study has no %s %s", section, variant);
        return NULL;
    }
    const char *name = fold ? variant : v->name;
    for (lk_opened *o = s->opened; o; o = o->next)
        if (o->variant == v && !strcmp(o->name, name))
            return o->instance;
    lk_opened *o = calloc(1, sizeof *o);
    lk_instance *in = o ? open_variant(s, section, v, name, fold, fault) : NULL;
    if (!in) {
        free(o);
        return NULL;
    }
    *o = (lk_opened){
        .next = s->opened, .variant = v, .name = lk_arena_text(s->arena, name), .instance = in};
    s->opened = o;
    return in;
}

void lk_session_close_instances(lk_session *s)
{
    for (lk_opened *o = s->opened, *next; o; o = next) {
        next = o->next;
        lk_instance_close(o->instance);
        free(o);
    }
    s->opened = NULL;
}
