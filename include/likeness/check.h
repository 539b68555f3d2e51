/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_CHECK_H
#define LIKENESS_CHECK_H

/* The conformance kit: what `likeness validate FILE.so` does, as a library for
 * the tests of plugins (`pkg-config --libs likeness-check`). Two parts.
 *
 * The checks are the same for every plugin. A whole test program is
 *
 *     #include <likeness/check.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         return lk_check_main("explainer-mine.so", argc, argv);
 *     }
 *
 * and prints TAP (Test Anything Protocol 13), which automake, meson and prove
 * read. Each check runs in a process of its own, with a time limit, since a
 * plugin that is wrong may do anything. At the end are the number of checks that
 * ran, and why the others did not.
 *
 * Trials are for tests of one's own: a plugin opened in this process, with a
 * host that watches memory.
 *
 *     lk_trial *t = lk_trial_open("binariser-mine.so", "{level: 0.3}", why, sizeof why);
 *     const lk_binariser_ops *ops = lk_trial_ops(t);
 *     const lk_heatmap *map = lk_trial_map(t, 2, 2, (const float[]){1, 2, 3, 4});
 *     lk_region *out = lk_trial_region(t, 2, 2, NULL);
 *     lk_status status = ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), map, 0, out);
 *
 * All of it is for one thread. Only programs for tests link this library, never
 * a plugin. */

#include <likeness/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Checks ---------------------------------------------------------------- */

typedef struct lk_check_options {
    uint32_t struct_size;
    /* Parameters as "NAME=VALUE", the value in YAML; NULL-terminated, or NULL.
     * Plugins that need a file get it here. Relative paths are the working
     * folder's. */
    const char *const *sets;
    /* The ids of the checks to run, NULL-terminated; NULL: all. */
    const char *const *only;
    /* Words that a mask is asked for; NULL-terminated. NULL: anger, disgust, fear,
     * happiness, neutral, sadness, surprise. */
    const char *const *labels;
    /* What inputs are drawn with: the same seed, the same inputs. */
    uint64_t seed;
    /* Time limit of one check by the clock; 0: 60. That of `cancels` is another: an
     * operation may work for half a second of processor time, however busy the
     * machine is, without asking whether it is cancelled, and as long when it is.
     * Where it waits rather than works, it may for 5 s by the clock. */
    double seconds;
    /* Of heatmaps, frames and views; 0: 24 x 20. For plugins that take one size. */
    uint32_t height, width;
} lk_check_options;

/* Run the checks on the plugin at `path` and print TAP on stdout. 0: all passed
 * or do not apply; 1: some failed; 2: there is no such file, or an option is
 * wrong, which a sentence on stderr says; 77: none failed, but `sets` lacks what
 * the plugin needs to open, so nothing but its descriptor was looked at. */
LK_EXPORT int lk_check_plugin(const char *path, const lk_check_options *options);

/* The same, with options from a command line: --set NAME=VALUE, --only ID,
 * --label NAME, --size HEIGHTxWIDTH, --reproduce SEED (without it the time is the
 * seed, and printed), --seconds N, --list. */
LK_EXPORT int lk_check_main(const char *path, int argc, char **argv);

/* "HEIGHTxWIDTH" into the options; -1: it is none. */
LK_EXPORT int lk_check_size(const char *text, lk_check_options *options);

/* The ids of the checks and what holds where they pass, one a line, on stdout. */
LK_EXPORT void lk_check_list(void);

/* ---- Trials ---------------------------------------------------------------- */

typedef struct lk_trial lk_trial;

/* Open the plugin at `path` with `parameters`, a YAML map, or NULL for none.
 * Networks and segmenters that it refers to are stand-ins. NULL with the reason
 * in `why`. */
LK_EXPORT lk_trial *lk_trial_open(const char *path, const char *parameters, char *why,
                                  size_t why_size);
LK_EXPORT void lk_trial_close(lk_trial *t);

LK_EXPORT const lk_plugin *lk_trial_plugin(const lk_trial *t);
LK_EXPORT void *lk_trial_self(lk_trial *t);
/* The operations of its stage, as lk_..._ops. */
LK_EXPORT const void *lk_trial_ops(const lk_trial *t);

/* The context for the next operation, whose random stream `seed` keys. Memory
 * that belonged to the one before is given back. */
LK_EXPORT lk_context *lk_trial_context(lk_trial *t, uint64_t seed);
/* The sentence of the operation since then; "" where it gave none. */
LK_EXPORT const char *lk_trial_error(const lk_trial *t);
/* Of which memory, given by the context or by the functions below, were the
 * surroundings written to? NULL: of none. Going far past an end stops the program
 * at once. */
LK_EXPORT const char *lk_trial_damage(const lk_trial *t);

/* A network for explainers and metrics: float32 N x height x width x 3, 4 classes,
 * gradients, and the layers `maps` and `logits`. With u = value / 255 - 1/2 the
 * logit of class c is the sum over pixels i and channels k of
 * w(c, i) (u(i, k) + u(i, k)^2 / 2); the layer `maps`, height x width x 4, is what
 * each pixel adds to it. Use it where it is: a copy of the struct is no network. The
 * next call of this ends it. */
LK_EXPORT lk_network *lk_trial_network(lk_trial *t, uint32_t height, uint32_t width);

/* ---- What an operation gets ------------------------------------------------- */

/* What these give belongs to the trial, whatever contexts are asked for: until it is
 * closed, unless they say otherwise. The test may write to it. NULL where memory is
 * short or a side is 0. */

/* A heatmap (float32), a region (uint8) and a view (float32, x 3 channels), with the
 * elements, row by row, of an array of the test, or zeroed where that is NULL: room for
 * what an operation gives back. */
LK_EXPORT lk_heatmap *lk_trial_map(lk_trial *t, uint32_t height, uint32_t width,
                                   const float *values);
LK_EXPORT lk_region *lk_trial_region(lk_trial *t, uint32_t height, uint32_t width,
                                     const uint8_t *pixels);
LK_EXPORT lk_raster *lk_trial_view(lk_trial *t, uint32_t height, uint32_t width,
                                   const float *values);

/* Room for the values of a metric, or for the diagnostics of an explainer, of one
 * class: as many as it declares, all missing. */
LK_EXPORT lk_value *lk_trial_values(lk_trial *t);

/* Let an explainer explain one class of a view, as the host does: `map`, as high and
 * wide as the view, is zeroed before and painted where the explainer gives segments;
 * `diagnostics` are those of lk_trial_values, all missing before, or NULL. */
LK_EXPORT lk_status lk_trial_explain(lk_trial *t, lk_context *ctx, const lk_raster *view,
                                     lk_network *network, uint32_t class_index, lk_heatmap *map,
                                     lk_value *diagnostics);

/* Add a row to a table for analyses and reports, as a YAML map of its columns, those
 * that are not named being empty:
 *
 *     lk_trial_row(t, "metrics", "{network: a, label: anger, metric: iou, value: 0.5}");
 *
 * The tables of a study are there from the start, without rows, with the columns that
 * the host gives them. Another one begins with its first row, which has all its
 * columns: of numbers where they are such and not quoted, else of text. 0; or -1 with
 * a sentence on stderr, the row being left out. */
LK_EXPORT int lk_trial_row(lk_trial *t, const char *table, const char *row);
/* All these tables, until the next row. */
LK_EXPORT const lk_tables *lk_trial_tables(lk_trial *t);

/* Where an analysis writes its rows: lk_trial_written has them. */
LK_EXPORT lk_table_sink *lk_trial_sink(lk_trial *t);

/* For a report: the title "A study", the plugin's name for a variant, the tables, and
 * neither figures nor values, which the test may set. It takes files of any path:
 * lk_trial_file has them. Until it is asked for again, or the next row. */
LK_EXPORT lk_report_request *lk_trial_request(lk_trial *t);

/* ---- What it left with the host ---------------------------------------------- */

/* In the operation in hand, that is, since lk_trial_context, which forgets it; before
 * the first of these, in `open`. */

/* The lines for the log, each with its level and a line end: "warning: a file is
 * empty\n". */
LK_EXPORT const char *lk_trial_log(const lk_trial *t);
/* How often it told its progress, and what it told last, 0 and 0 where it did not;
 * either may be NULL. */
LK_EXPORT size_t lk_trial_progress(const lk_trial *t, double *done, double *total);
/* The rows that an analysis wrote to a table, until the next is written. NULL: none. */
LK_EXPORT const lk_table *lk_trial_written(lk_trial *t, const char *table);
/* The bytes of the file that a report wrote last to this path, followed by a NUL that
 * `size` (may be NULL) does not count. NULL: it wrote none. */
LK_EXPORT const char *lk_trial_file(const lk_trial *t, const char *path, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
