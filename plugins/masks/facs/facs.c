/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../common/shape/shape.h"

/* What the file says of one label. */
typedef struct entry {
    const lk_node *readings;  /* name -> list of action units */
    const char *const *names; /* NULL-terminated */
} entry;

typedef struct facs {
    const char *file;
    int outlines;
    const lk_node *units; /* action unit -> outlines */
    size_t count;
    entry *entries;
} facs;

static const char *const outline_names[] = {"muscles", "ellipses", NULL};
static const char *const sides[] = {"right", "left", "both", NULL};

static const lk_param params[] = {
    {.name = "file",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(facs, file),
     .doc = "File of readings (label, name, action units) and of each unit's outlines."},
    {.name = "outlines",
     .type = LK_CHOICE,
     .offset = offsetof(facs, outlines),
     .fallback = "muscles",
     .choices = outline_names,
     .doc = "Which section of the file says where an action unit is: the muscle that moves, or "
            "ellipses where the movement shows."},
};

/* The outlines of a unit named `12`, `R12` or `L12`; NULL when there are none. */
static const lk_node *find_unit(const facs *f, const char *name)
{
    const lk_node *unit = lk_node_get(f->units, name + (*name == 'R' || *name == 'L'));
    const char *like = lk_node_text(unit, "like", NULL);
    return like ? lk_node_get(f->units, like) : unit;
}

static int is_side(const char *key)
{
    return !strcmp(key, sides[0]) || !strcmp(key, sides[1]) || !strcmp(key, sides[2]);
}

static lk_status check_like(lk_context *ctx, const facs *f, const lk_node *unit)
{
    const lk_node *like = lk_node_get(unit, "like"), *other = find_unit(f, unit->key);
    if (unit->count > 1)
        return lk_node_error(ctx, unit, "an action unit with `like` has no outlines of its own.");
    if (!other || lk_node_get(other, "like"))
        return lk_node_error(ctx, like, "`like` names no action unit that has outlines here.");
    return LK_OK;
}

static lk_status check_unit(lk_context *ctx, const facs *f, const lk_node *unit)
{
    if (unit->kind != LK_NODE_MAP || !unit->count)
        return lk_node_error(ctx, unit, "an action unit has outlines `right`, `left`, `both`.");
    if (lk_node_get(unit, "like"))
        return check_like(ctx, f, unit);
    for (size_t i = 0; i < unit->count; i++) {
        const lk_node *part = unit->items[i];
        lk_status status =
            is_side(part->key)
                ? shape_check(ctx, part)
                : lk_node_error(ctx, part, "an action unit has no key `%s`.", part->key);
        if (status)
            return status;
    }
    return LK_OK;
}

static lk_status check_reading(lk_context *ctx, const facs *f, const lk_node *reading)
{
    if (reading->kind != LK_NODE_LIST || !reading->count)
        return lk_node_error(ctx, reading, "a reading is a list of action units.");
    for (size_t i = 0; i < reading->count; i++) {
        const lk_node *unit = reading->items[i];
        if (unit->kind != LK_NODE_SCALAR || !find_unit(f, unit->text))
            return lk_node_error(ctx, unit, "action unit %s has no outline in `%s`.",
                                 unit->kind == LK_NODE_SCALAR ? unit->text : "here", f->units->key);
    }
    return LK_OK;
}

static lk_status read_entry(lk_context *ctx, const facs *f, const lk_node *readings, entry *out)
{
    if (readings->kind != LK_NODE_MAP || !readings->count)
        return lk_node_error(ctx, readings, "a label has a map of named readings.");
    const char **names = lk_alloc_array(ctx, readings->count + 1, sizeof *names);
    if (!names)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu readings.", readings->count);
    for (size_t i = 0; i < readings->count; i++) {
        lk_status status = check_reading(ctx, f, readings->items[i]);
        if (status)
            return status;
        names[i] = readings->items[i]->key;
    }
    *out = (entry){readings, names};
    return LK_OK;
}

static lk_status read_entries(lk_context *ctx, facs *f, const lk_node *labels)
{
    f->entries = lk_alloc_array(ctx, labels->count, sizeof *f->entries);
    if (!f->entries)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu labels.", labels->count);
    for (size_t i = 0; i < labels->count; i++) {
        lk_status status = read_entry(ctx, f, labels->items[i], &f->entries[i]);
        if (status)
            return status;
    }
    f->count = labels->count;
    return LK_OK;
}

static lk_status get_map(lk_context *ctx, const lk_node *root, const char *key, const lk_node **out)
{
    *out = lk_node_get(root, key);
    if (*out && (*out)->kind == LK_NODE_MAP)
        return LK_OK;
    return lk_node_error(ctx, *out ? *out : root, "a file of action units needs a map `%s`.", key);
}

static lk_status open_facs(void *self, lk_context *ctx)
{
    facs *f = self;
    const lk_node *root, *labels = NULL;
    lk_status status = ctx->host->read_yaml(ctx, f->file, NULL, &root);
    if (!status)
        status = get_map(ctx, root, outline_names[f->outlines], &f->units);
    if (!status)
        status = get_map(ctx, root, "readings", &labels);
    for (size_t i = 0; !status && i < f->units->count; i++)
        status = check_unit(ctx, f, f->units->items[i]);
    return status ? status : read_entries(ctx, f, labels);
}

static const entry *find_entry(const facs *f, lk_context *ctx, const char *label)
{
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->entries[i].readings->key, label))
            return &f->entries[i];
    lk_error(ctx, LK_E_INPUT, "%s has no action units for the label `%s`.", f->file, label);
    return NULL;
}

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    const entry *e = find_entry(self, ctx, label);
    return e ? e->names : NULL;
}

/* `name` with a side before it is drawn on that side of the face only. */
static lk_status draw_unit(const facs *f, lk_context *ctx, const char *name, const lk_frame *frame,
                           lk_region *out)
{
    const lk_node *unit = find_unit(f, name);
    lk_status status = LK_OK;
    for (size_t i = 0; !status && sides[i]; i++) {
        const lk_node *shapes = lk_node_get(unit, sides[i]);
        int hidden = (*name == 'R' && i == 1) || (*name == 'L' && i == 0);
        if (shapes && !hidden)
            status = shape_draw(ctx, shapes, frame, out);
    }
    return status;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    const facs *f = self;
    const entry *e = find_entry(f, ctx, label);
    if (!e)
        return LK_E_INPUT;
    if (reading >= e->readings->count)
        return lk_error(ctx, LK_E_INPUT, "`%s` has %zu readings.", label, e->readings->count);
    lk_status status = shape_check_frame(ctx, frame, out);
    const lk_node *units = e->readings->items[reading];
    for (size_t i = 0; !status && i < units->count; i++)
        status = draw_unit(f, ctx, units->items[i]->text, frame, out);
    return status;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

LK_PLUGIN(
        .stage = LK_STAGE_MASK, .name = "facs", .version = "0.1.0", .revision = 1,
        .summary = "Masks from the Facial Action Coding System: the action units of a label.",
        .details =
            "A label has one reading or several: lists of action units (EMFACS, and variants "
            "found in the literature). A mask is the union of their outlines: muscles as Py-feat "
            "draws them, or ellipses after Belharbi et al. (2024). That honest readings differ is "
            "a variable of the study: a conclusion that holds for one only is reported so.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(facs),
        LK_PARAMS(params), .open = open_facs, .ops = &ops)
