/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "codec.h"
#include "paths.h"

/* explain: files for each face and explainer, written by workers. */

typedef struct asking {
    const lk_cli *cli;
    lk_run *run;
    lk_job *jobs; /* explainers x faces */
    int fixed;    /* the class asked for; -1: the one predicted; -2: all */
} asking;

static int find_class(const asking *a, int *out)
{
    const lk_network_facts *n = &a->run->networks[0];
    const char *name = a->cli->class_name;
    *out = !name ? -1 : -2;
    if (!name || !strcmp(name, "all"))
        return 0;
    for (size_t c = 0; c < n->class_count; c++)
        if (n->classes[c] && !strcmp(n->classes[c], name)) {
            *out = (int)c;
            return 0;
        }
    for (size_t c = 0; c < n->class_count; c++)
        if (n->labels[c] >= 0 && !strcmp(a->run->study->labels[n->labels[c]], name)) {
            *out = (int)c;
            return 0;
        }
    lk_pack list = {0};
    for (size_t c = 0; c < n->class_count && n->classes[c]; c++) {
        lk_pack_raw(&list, c ? ", " : "", c ? 2 : 0);
        lk_pack_raw(&list, n->classes[c], strlen(n->classes[c]));
    }
    lk_pack_raw(&list, "", 1);
    lk_fault_set(&a->run->fault, "the network has no class `%s`; it has %s", name,
                 list.bad ? "others" : (const char *)list.bytes);
    lk_pack_free(&list);
    return -1;
}

static uint32_t classes_of(const asking *a, size_t face, uint32_t *classes)
{
    const lk_prediction *p = &a->run->predictions[face];
    size_t count = a->run->networks[0].class_count;
    if (!p->scores)
        return 0;
    if (a->fixed != -2) {
        classes[0] = (uint32_t)(a->fixed >= 0 ? a->fixed : p->best);
        return 1;
    }
    for (size_t c = 0; c < count && c < 256; c++)
        classes[c] = (uint32_t)c;
    return (uint32_t)(count < 256 ? count : 256);
}

/* The name of a file without folder and ending. */
static const char *bare_name(const char *path, int *length)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    *length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    return name;
}

/* What the files of a face are called: its image's name, the face's number, the
 * explainer. Images of one name keep apart by how many there were before. */
static const char *stem(const asking *a, const lk_face_facts *f, const char *explainer)
{
    const lk_cli *cli = a->cli;
    int length, other_length;
    const char *name = bare_name(lk_cli_item(cli, f->item), &length);
    size_t same = 0;
    for (size_t i = 0; i < cli->arg_count && (int64_t)i < f->item->index; i++) {
        const char *other = bare_name(cli->args[i], &other_length);
        same += other_length == length && !strncmp(other, name, (size_t)length);
    }
    if (same)
        return lk_arena_format(a->run->arena, "%.*s(%zu)-%zu-%s", length, name, same + 1, f->number,
                               explainer);
    return lk_arena_format(a->run->arena, "%.*s-%zu-%s", length, name, f->number, explainer);
}

static const char *input_path(const asking *a, const char *path)
{
    return path ? lk_path_resolve(a->run->arena, path, NULL) : NULL;
}

static void ask(const asking *a, size_t explainer, size_t face, lk_job *j)
{
    lk_run *r = a->run;
    const lk_face_facts *f = &r->faces[face];
    const char *name = r->explainers[explainer].variant->name;
    uint32_t classes[256], count = classes_of(a, face, classes);
    j->stage = "explain";
    j->where =
        lk_arena_format(r->arena, "%s, %s face %zu", name, lk_cli_item(a->cli, f->item), f->number);
    if (!count) { /* its prediction failed: told already */
        j->stopped = 1;
        return;
    }
    lk_pack *p = &j->request;
    lk_pack_u64(p, LK_TASK_EXPLAIN_FILES);
    lk_pack_text(p, r->networks[0].variant->name);
    lk_pack_u64(p, (uint64_t)f->item->index);
    lk_pack_face(p, &f->record);
    lk_pack_u64(p, (uint64_t)r->options->whole);
    lk_pack_text(p, name);
    lk_pack_u64(p, count);
    for (uint32_t c = 0; c < count; c++)
        lk_pack_u64(p, classes[c]);
    lk_pack_text(p, lk_path_resolve(r->arena, a->cli->out, NULL));
    lk_pack_text(p, stem(a, f, name));
    lk_pack_text(p, input_path(a, a->cli->segments));
    lk_pack_text(p, input_path(a, a->cli->coalitions));
    lk_pack_u64(p, (uint64_t)a->cli->save);
}

/* ---- Diagnostics ----------------------------------------------------------------------------- */

static void print_value(const asking *a, size_t explainer, size_t face, uint32_t class_index,
                        const char *measure, const lk_value *v)
{
    const lk_run *r = a->run;
    const char *name = r->networks[0].classes[class_index];
    lk_cli_field(lk_cli_item(a->cli, r->faces[face].item), ',');
    printf("%zu,", r->faces[face].number);
    lk_cli_field(r->explainers[explainer].variant->name, ',');
    lk_cli_field(name ? name : "output", ',');
    if (v->missing)
        printf("%s,\n", measure);
    else
        printf("%s,%.8g\n", measure, v->value);
}

/* Adds to `missing` a bit for each diagnostic that some class lacks. */
static void print_diagnostics(const asking *a, size_t explainer, size_t face, const lk_job *j,
                              uint64_t *missing)
{
    const lk_entry *e = a->run->explainers[explainer].variant->entry;
    uint32_t classes[256], count = classes_of(a, face, classes);
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    lk_value passes = lk_number((double)lk_unpack_u64(&u));
    const lk_coalition_effort effort = lk_unpack_effort(&u);
    lk_value saving = lk_number(effort.predicted), difference = lk_number(effort.difference);
    for (uint32_t c = 0; c < count; c++) {
        lk_value score = lk_number(a->run->predictions[face].scores[classes[c]]);
        print_value(a, explainer, face, classes[c], "probability", &score);
        print_value(a, explainer, face, classes[c], "passes", &passes);
        if (effort.rows)
            print_value(a, explainer, face, classes[c], "saving", &saving);
        if (effort.checked)
            print_value(a, explainer, face, classes[c], "difference", &difference);
        for (uint32_t v = 0; v < e->value_count; v++) {
            lk_value value = lk_unpack_value(&u);
            print_value(a, explainer, face, classes[c], e->values[v].id, &value);
            *missing |= (uint64_t)(value.missing && v < 64) << v % 64;
        }
    }
}

static void say_missing(const asking *a, size_t explainer, uint64_t missing)
{
    const lk_entry *e = a->run->explainers[explainer].variant->entry;
    for (uint32_t v = 0; v < e->value_count && v < 64; v++)
        if (missing >> v & 1)
            fprintf(stderr, "likeness: explainer %s: %s has no value where %s\n", e->plugin.name,
                    e->values[v].id,
                    *e->values[v].missing ? e->values[v].missing : "it does not say");
}

/* ---- The command ----------------------------------------------------------------------------- */

static lk_status explain_faces(asking *a)
{
    lk_run *r = a->run;
    size_t explainers = r->study->explainers.count, count = explainers * r->face_count;
    if (lk_make_folder(a->cli->out, &r->fault))
        return LK_E_INPUT;
    if (find_class(a, &a->fixed))
        return LK_E_INPUT;
    a->jobs = calloc(count + 1, sizeof *a->jobs);
    if (!a->jobs)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++)
        ask(a, i / r->face_count, i % r->face_count, &a->jobs[i]);
    lk_status status = lk_run_jobs(r, "explain", a->jobs, count, 0);
    if (!status)
        printf("file,face,explainer,class,measure,value\n");
    for (size_t x = 0; !status && x < explainers; x++) {
        uint64_t missing = 0;
        for (size_t f = 0, i = x * r->face_count; f < r->face_count; f++, i++)
            if (!a->jobs[i].stopped)
                print_diagnostics(a, x, f, &a->jobs[i], &missing);
        say_missing(a, x, missing);
    }
    lk_jobs_free(a->jobs, count);
    return status;
}

static int explain(const lk_cli *cli, lk_arena *arena, const char *network)
{
    lk_run r;
    lk_run_options o;
    asking a = {.cli = cli, .run = &r};
    if (lk_cli_compose(cli, arena, network, !cli->whole, &o))
        return LK_EXIT_WRONG;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_open(&r);
    if (!status)
        status = lk_run_items(&r);
    if (!status)
        status = lk_run_predict(&r);
    if (!status)
        status = explain_faces(&a);
    if (!status)
        lk_cli_print_failures(&r);
    return lk_run_end(&r, status);
}

int lk_cli_explain(const lk_cli *cli)
{
    if (!cli->explainer_count)
        return lk_cli_wrong(
            cli, "--explainer is wanted, as in --explainer lime,samples=300; `likeness plugins "
                 "explainer` lists them");
    if (!cli->out)
        return lk_cli_wrong(cli, "--out DIR is wanted: where the files go");
    lk_arena *arena = lk_arena_new(0);
    const char *network = arena ? lk_cli_network(cli, arena, cli->network) : NULL;
    int code = network ? explain(cli, arena, network) : LK_EXIT_WRONG;
    lk_arena_free(arena);
    return code;
}
