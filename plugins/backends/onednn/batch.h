/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_BATCH_H
#define LK_BACKENDS_ONEDNN_BATCH_H

/* What training asks of a backend, over oneDNN: convolutions by its primitives,
 * each for one thread. Forward and to data they are for one item, so that what
 * is reordered about them stays in the cache; to weights for the items of a
 * piece, whose gradients one primitive sums up. Dense layers are plain products,
 * and left to OpenBLAS; so are convolutions that oneDNN has no good primitive
 * for. */

#include "../training/operations.h"

extern const training_operations batch_operations;

#endif
