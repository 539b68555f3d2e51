/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TESTS_KIT_H
#define LIKENESS_TESTS_KIT_H

/* A tiny host for tests: opens one plugin by stage and name, as a study would,
 * and gives its operations and a context. Whatever a kit hands out lives until
 * kit_close; arrays read by kit_npy live until the program ends.
 *
 * A test program is a cmocka program. One behaviour a test, named as a
 * sentence: `slic_gives_the_labels_of_scikit_image`. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <likeness/plugin.h>

typedef struct kit kit;

/* The backend that a test of any is about: tests/onednn has some tests once more
 * for its own. */
#ifndef TEST_BACKEND
#define TEST_BACKEND "openblas"
#endif

/* Open a plugin; `params` is a YAML flow map such as "{segments: 30}" or NULL.
 * Relative paths in it resolve against the top source folder. The test fails
 * with the plugin's sentence when it cannot be opened. */
kit *kit_open(lk_stage stage, const char *name, const char *params);
/* The same, but NULL with the sentence in `error` on failure. */
kit *kit_try_open(lk_stage stage, const char *name, const char *params, char *error,
                  size_t error_size);
/* Was the plugin built? Some are left out where their library is not found. */
int kit_has(lk_stage stage, const char *name);
/* Where LIKENESS_TEST_QUICK is set, tests that need minutes and run no code that
 * others do not are left out: 1, after a program of them has said so. */
int kit_is_quick(void);
/* Is LIKENESS_TEST_SLOWLY set, as it is under valgrind? Tests ask for less there. */
int kit_is_slow(void);
/* How many of `count` cases that run the same code a test takes: all, but one
 * where the test is slow. */
size_t kit_some(size_t count);
void kit_close(kit *k);

void *kit_self(kit *k);
const void *kit_ops(kit *k);
/* A fresh context for the next call; its random stream starts from `seed`. */
lk_context *kit_context(kit *k, uint64_t seed);
/* The sentence of the last failed call, "" if none. */
const char *kit_error(kit *k);

/* The network service over an opened backend, and one over a C function, whose
 * scores are given per item. */
lk_network *kit_network(kit *backend);
typedef void (*kit_score_fn)(void *user, const float *pixels, uint32_t height, uint32_t width,
                             uint32_t channels, float *scores);
lk_network *kit_function_network(kit *k, uint32_t height, uint32_t width, uint32_t class_count,
                                 kit_score_fn fn, void *user);

/* Read a .npy file (little endian, C order) below tests/; the test fails when
 * it cannot be read. */
lk_tensor kit_npy(const char *path);
/* Read a JSON or YAML file below tests/ as a tree. */
const lk_node *kit_yaml(const char *path);
/* The absolute path of something in the source tree: kit_path("configs/x.yaml"). */
const char *kit_path(const char *relative);
/* The absolute path of something in ../shared, or NULL when it is not there;
 * a test then calls skip() after saying why. */
const char *kit_shared(const char *relative);

/* Memory that lives until the program ends. */
lk_tensor kit_tensor(uint8_t code, uint8_t bits, int32_t rank, ...); /* extents as int */
lk_raster kit_raster_u8(lk_tensor image); /* uint8 H x W x 3 -> float32 raster */

/* Largest absolute difference of two arrays of any numeric types. */
double kit_max_difference(const lk_tensor *a, const lk_tensor *b);

#endif
