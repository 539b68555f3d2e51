/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PRODUCTS_BATCHES_H
#define LK_BACKENDS_PRODUCTS_BATCHES_H

/* What training asks of a backend, over products of OpenBLAS: convolutions and
 * dense layers of whole batches. The reference. */

#include "../training/operations.h"

extern const training_operations batches_operations;

#endif
