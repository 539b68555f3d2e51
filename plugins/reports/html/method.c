/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* ---- In words ------------------------------------------------------------------------- */

static void add_list(page *p, const char *before, const names *n)
{
    if (!n->count || (n->count == 1 && !*n->items[0]))
        return;
    page_add(p, "$ ", before);
    for (size_t i = 0; i < n->count; i++)
        page_add(p, "$<b>$</b>", !i ? "" : i + 1 < n->count ? ", " : " and ", n->items[i]);
    page_add(p, ". ");
}

static void add_choices(page *p, const scores *s)
{
    static const char *const columns[][2] = {
        {"explainer", "Explained by"},
        {"align", "Brought into one frame by"},
        {"mask", "Compared with the masks"},
        {"binarise", "Foregrounds made by"},
    };
    const lk_table *t = draft_table(p, "metrics");
    if (!t)
        return;
    page_add(p, "<p>");
    add_list(p, "Networks:", &s->networks);
    add_list(p, "Expressions:", &s->labels);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        names n = {0};
        names_add_column(p, &n, t, columns[i][0]);
        add_list(p, columns[i][1], &n);
    }
    page_add(p, "Names are those of the study file below, which says what they stand for.</p>\n");
}

static void add_origin(page *p, const json_t *v)
{
    double faces = number_of(v, "faces");
    page_add(
        p,
        "<p>Made by <b>$</b> ($) on $ from the study file <code>$</code> with seed $: $$$.</p>\n",
        text_of(v, "program"), text_of(v, "environment"), text_of(v, "written"),
        text_of(v, "study_path"), draft_format(p, "%.0f", number_of(v, "seed")),
        draft_plural(p, number_of(v, "items"), "item", NULL), faces > 0 ? ", " : "",
        faces > 0 ? draft_plural(p, faces, "face", NULL) : "");
}

/* ---- Tables ------------------------------------------------------------------------------ */

static void add_networks(page *p, const json_t *networks)
{
    const char *name;
    json_t *n;
    if (!json_object_size(networks))
        return;
    page_wide(p, "Networks");
    page_add(p, "<table class=\"words\"><caption>Networks</caption><thead><tr><th "
                "scope=\"col\">Network</th><th scope=\"col\">Model</th><th "
                "scope=\"col\">Parameters</th><th scope=\"col\">Multiply-adds</th><th "
                "scope=\"col\">Key</th></tr></thead>\n<tbody>");
    json_object_foreach((json_t *)(uintptr_t)networks, name, n)
    {
        page_add(p,
                 "<tr><th scope=\"row\">$</th><td>$</td><td>$</td><td>$</td><td><code>$</code></td>"
                 "</tr>\n",
                 name, text_of(n, "model"), draft_count(p, number_of(n, "parameters")),
                 draft_count(p, number_of(n, "macs")), text_of(n, "key"));
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

static void add_plugins(page *p, const json_t *plugins)
{
    size_t i;
    json_t *x;
    if (!json_array_size(plugins))
        return;
    page_wide(p, "Plugins");
    page_add(p, "<table class=\"words\"><caption>Plugins</caption><thead><tr><th "
                "scope=\"col\">Stage</th><th scope=\"col\">Plugin</th><th "
                "scope=\"col\">Version</th><th scope=\"col\">Licence</th><th scope=\"col\">sha256 "
                "of the file</th></tr></thead>\n<tbody>");
    json_array_foreach(plugins, i, x)
    {
        page_add(p,
                 "<tr><td>$</td><th scope=\"row\">$</th><td>$, revision $</td><td>$</td>"
                 "<td><code>$</code></td></tr>\n",
                 text_of(x, "stage"), text_of(x, "name"), text_of(x, "version"),
                 draft_format(p, "%.0f", number_of(x, "revision")), text_of(x, "licence"),
                 text_of(x, "sha256"));
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

static void add_study(page *p, const json_t *v)
{
    const json_t *sets = json_object_get(v, "set");
    size_t i;
    json_t *x;
    if (json_array_size(sets)) {
        page_add(p, "<p>Changed from the command line:");
        json_array_foreach(sets, i, x)
        {
            page_add(p, "$<code>$</code>", i ? ", " : " ",
                     json_is_string(x) ? json_string_value(x) : "");
        }
        page_add(p, ".</p>\n");
    }
    page_add(p, "<details><summary>The study file, as it was</summary>\n<pre>$</pre>\n</details>\n",
             text_of(v, "study_file"));
}

void method_write(page *p, const scores *s, const json_t *provenance)
{
    page_section(p, "method", "How this was made");
    add_choices(p, s);
    if (!provenance) {
        page_add(p, "<p>No provenance came with this report.</p>\n");
        page_section_end(p);
        return;
    }
    add_origin(p, provenance);
    add_study(p, provenance);
    page_add(p, "<details><summary>Versions and digests</summary>\n");
    add_networks(p, json_object_get(provenance, "networks"));
    add_plugins(p, json_object_get(provenance, "plugins"));
    page_add(p,
             "<p class=\"note\">Digest of the data: <code>$</code>. The same, for programs: "
             "<code>provenance.json</code> beside this page.</p>\n</details>\n",
             text_of(provenance, "data_sha256"));
    page_section_end(p);
}
