/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../common/shape/shape.h"

typedef struct polygons {
    const char *file;
    const lk_node *masks; /* label -> list of shapes */
} polygons;

static const lk_param params[] = {
    {.name = "file",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(polygons, file),
     .doc = "Mask file: for each label a list of polygons over the frame's landmarks."},
};

static lk_status open_polygons(void *self, lk_context *ctx)
{
    polygons *p = self;
    const lk_node *root;
    lk_status status = ctx->host->read_yaml(ctx, p->file, NULL, &root);
    if (status)
        return status;
    p->masks = lk_node_get(root, "masks");
    if (!p->masks || p->masks->kind != LK_NODE_MAP || !p->masks->count)
        return lk_node_error(ctx, root, "a mask file needs `masks`, a map from label to polygons.");
    for (size_t i = 0; !status && i < p->masks->count; i++)
        status = shape_check(ctx, p->masks->items[i]);
    return status;
}

static const lk_node *find(const polygons *p, lk_context *ctx, const char *label)
{
    const lk_node *shapes = lk_node_get(p->masks, label);
    if (!shapes)
        lk_node_error(ctx, p->masks, "there is no mask for the label `%s` here.", label);
    return shapes;
}

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const names[] = {"mask", NULL};
    return find(self, ctx, label) ? names : NULL;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    const lk_node *shapes = find(self, ctx, label);
    if (!shapes)
        return LK_E_INPUT;
    if (reading)
        return lk_error(ctx, LK_E_INPUT, "a mask of polygons has one reading only.");
    lk_status status = shape_check_frame(ctx, frame, out);
    return status ? status : shape_draw(ctx, shapes, frame, out);
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_MASK, .name = "polygons", .version = "0.1.0", .revision = 1,
          .summary = "Masks from polygons over the landmarks of the frame.",
          .details =
              "A mask is the union of its shapes, filled as OpenCV's fillPoly does: pixels on "
              "the boundary belong to it. configs/masks/ekman-study.yaml has those of F. X. "
              "Gaya-Morey et al. (2024) and shows how points are written.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(polygons), LK_PARAMS(params), .open = open_polygons, .ops = &ops)
