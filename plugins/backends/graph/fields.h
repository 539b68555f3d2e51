/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_FIELDS_H
#define LK_BACKENDS_GRAPH_FIELDS_H

/* Values out of a map of a YAML file. Each function looks up `key` in `map`,
 * checks it and sets `out`; what is wrong becomes a sentence with its place.
 * Where the key is absent, `out` keeps what it had and LK_OK is returned,
 * unless the function's name says `need`. */

#include <likeness/plugin.h>

/* The map has these keys and no others (NULL-terminated); `what` names the map
 * in the sentence: "a network file". */
lk_status fields_check(lk_context *ctx, const lk_node *map, const char *what,
                       const char *const *keys);

lk_status field_need(lk_context *ctx, const lk_node *map, const char *key, const lk_node **out);
lk_status field_text(lk_context *ctx, const lk_node *map, const char *key, const char **out);
lk_status field_bool(lk_context *ctx, const lk_node *map, const char *key, int *out);
/* The index of the word in `choices`, NULL-terminated. */
lk_status field_choice(lk_context *ctx, const lk_node *map, const char *key,
                       const char *const *choices, int *out);
lk_status field_int(lk_context *ctx, const lk_node *map, const char *key, int64_t low, int64_t high,
                    int64_t *out);
lk_status field_need_int(lk_context *ctx, const lk_node *map, const char *key, int64_t low,
                         int64_t high, int64_t *out);
lk_status field_number(lk_context *ctx, const lk_node *map, const char *key, double low,
                       double high, double *out);
/* One number for both, or a list of two: vertical, horizontal. */
lk_status field_pair(lk_context *ctx, const lk_node *map, const char *key, int64_t low,
                     int64_t high, int64_t out[2]);
/* One number for all, or a list of `count`. */
lk_status field_floats(lk_context *ctx, const lk_node *map, const char *key, size_t count,
                       float *out);

/* A node as a whole number in low..high; 0 when it is not one. */
int node_int(const lk_node *n, int64_t low, int64_t high, int64_t *out);
/* A node as a finite number; 0 when it is not one. */
int node_number(const lk_node *n, double *out);

#endif
