/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TESTS_PARITY_PICTURE_H
#define LIKENESS_TESTS_PARITY_PICTURE_H

/* The pictures that expected.json describes. */

#include <kit.h>

/* A file among the fetched data, or NULL when it is not there. */
const char *picture_data(const char *relative);

/* Compose a picture from the photograph it names, a PNG or binary PPM in
 * `folder` or among the data: float32 H x W x 3. 0 when the photograph is
 * nowhere. Lives until the program ends. */
int picture_compose(const lk_node *description, const char *folder, lk_raster *out);

#endif
