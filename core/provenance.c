/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "environment.h"
#include "param.h"
#include "run.h"

/* Where the numbers come from: what would be needed to get them again. */

static json_t *hex(const lk_key *key)
{
    char text[65];
    lk_key_hex(key, text);
    return json_string(text);
}

static json_t *now_text(void)
{
    char text[32];
    struct tm tm;
    time_t t = time(NULL);
    if (!gmtime_r(&t, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return json_null();
    return json_string(text);
}

static void add_plugin(json_t *list, const lk_entry *e)
{
    size_t i;
    json_t *known;
    json_array_foreach(
        list, i,
        known) if (!strcmp(json_string_value(json_object_get(known, "name")), e->plugin.name) &&
                   !strcmp(json_string_value(json_object_get(known, "stage")),
                           lk_stage_name((lk_stage)e->plugin.stage))) return;
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s, s:I, s:s, s:o}", "stage",
                        lk_stage_name((lk_stage)e->plugin.stage), "name", e->plugin.name, "version",
                        e->plugin.version, "revision", (json_int_t)e->plugin.revision, "licence",
                        e->plugin.licence ? e->plugin.licence : "", "sha256", hex(&e->digest)));
}

/* The plugins that a spec names, references included. */
static void add_spec(lk_run *r, json_t *list, lk_stage stage, const lk_node *spec)
{
    const lk_entry *e =
        lk_catalogue_find(&r->catalogue, stage, lk_node_text(spec, "use", ""), NULL);
    if (!e)
        return;
    add_plugin(list, e);
    for (uint32_t i = 0; i < e->plugin.param_count; i++) {
        const lk_param *p = &e->plugin.params[i];
        const lk_node *inner = p->type == LK_PLUGIN_REF ? lk_param_given(spec, p) : NULL;
        const char *text = lk_param_default(&e->plugin, p, spec);
        if (p->type == LK_PLUGIN_REF && !inner && text)
            inner = lk_yaml_parse(r->arena, "default", text, strlen(text), NULL);
        if (inner)
            add_spec(r, list, (lk_stage)p->refers, inner);
    }
}

static json_t *plugins(lk_run *r)
{
    static const char *const sections[] = {"networks", "controls", "explainers", "align",
                                           "masks",    "binarise", "baselines",  "metrics",
                                           "analyses", "reports"};
    json_t *list = json_array();
    if (r->study->data.spec)
        add_spec(r, list, LK_STAGE_SOURCE, r->study->data.spec);
    if (r->study->detect.spec)
        add_spec(r, list, LK_STAGE_DETECTOR, r->study->detect.spec);
    for (size_t s = 0; s < sizeof sections / sizeof *sections; s++) {
        const lk_section *section = lk_study_section(r->study, sections[s]);
        for (size_t v = 0; v < section->count; v++)
            add_spec(r, list, lk_section_stage(sections[s]), section->items[v].spec);
    }
    return list;
}

static json_t *fold_keys(const lk_run *r, const lk_network_facts *n)
{
    json_t *list = json_object();
    for (size_t f = 0; f < r->fold_count; f++)
        json_object_set_new(list, r->folds[f], hex(&n->folds[f].key));
    return list;
}

static json_t *networks(const lk_run *r)
{
    json_t *list = json_object();
    for (size_t i = 0; i < r->study->networks.count; i++) {
        const lk_network_facts *n = &r->networks[i];
        json_object_set_new(list, n->variant->name,
                            json_pack("{s:s, s:I, s:I, s:o}", "model", n->model ? n->model : "",
                                      "parameters", (json_int_t)n->parameters, "macs",
                                      (json_int_t)n->macs, "key", hex(&n->key)));
        if (n->folds)
            json_object_set_new(json_object_get(list, n->variant->name), "folds", fold_keys(r, n));
    }
    return list;
}

/* The items by their content: a digest over faces, or over ready-made maps. */
static json_t *data_digest(const lk_run *r)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    for (size_t i = 0; i < r->face_count; i++)
        lk_digest_key(&d, &r->faces[i].record.key);
    for (size_t i = 0; i < r->item_count; i++)
        if (r->items[i].flags & LK_ITEM_HEATMAP)
            lk_digest_key(&d, &r->items[i].map);
    lk_digest_end(&d, &key);
    return hex(&key);
}

/* Where relative paths of --set stand. */
static json_t *working_folder(void)
{
    char folder[4096];
    return getcwd(folder, sizeof folder) ? json_string(folder) : json_null();
}

static json_t *sets(const lk_run *r)
{
    json_t *list = json_array();
    for (size_t i = 0; r->options->sets && r->options->sets[i]; i++)
        json_array_append_new(list, json_string(r->options->sets[i]));
    return list;
}

static void add_compared(json_t *root, const char *folder)
{
    json_t *list = json_object_get(root, "compared");
    if (!list && !json_object_set_new(root, "compared", json_array()))
        list = json_object_get(root, "compared");
    json_array_append_new(list, json_string(folder));
}

char *lk_run_provenance(lk_run *r, json_t *reports)
{
    json_t *text = json_stringn(r->text, r->text_size);
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:s, s:o, s:o?, s:o, s:I, s:I, s:o, s:o, s:o, s:I}",
        "program", "likeness " PACKAGE_VERSION, "environment", lk_environment(), "study",
        r->study->name, "study_path", r->study->path, "seed", (json_int_t)r->study->seed, "written",
        now_text(), "folder", working_folder(), "store", lk_store_path(r->store), "set", sets(r),
        "study_file", text, "plugins", plugins(r), "items", (json_int_t)r->item_count, "faces",
        (json_int_t)r->face_count, "data_sha256", data_digest(r), "networks", networks(r),
        "output_version", json_integer(LK_OUTPUT_VERSION), "failures", (json_int_t)r->failures);
    for (size_t i = 0; root && r->compared && r->compared[i]; i++)
        add_compared(root, r->compared[i]);
    if (root && reports)
        json_object_set(root, "reports", reports);
    char *out = root ? json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER) : NULL;
    json_decref(root);
    return out;
}
