/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_HADAMARD_H
#define EXPLAINERS_LIME_HADAMARD_H

/* Hadamard matrices: square, of +1 and -1, with orthogonal rows and columns.
 * An order is 1, a power of two (Sylvester, 1867), q + 1 for a prime q of
 * remainder 3 modulo 4 (Paley, J. of Mathematics and Physics 12, 1933, I),
 * 2 (q + 1) for a prime q of remainder 1 (Paley II), or twice another order.
 * Entries are computed when asked for, so a matrix takes memory for its q only.
 *
 * Of Paley I the rows and columns from 1 on are the designs of Plackett and
 * Burman (Biometrika 33, 1946): cyclic shifts of one row. */

#include <likeness/plugin.h>

typedef struct hadamard {
    uint32_t order;
    uint32_t core;         /* order of what is doubled */
    uint32_t prime;        /* Paley's q; 0: none, the core is (1) */
    int second;            /* Paley II */
    const uint8_t *square; /* q: is this number a square modulo q? */
} hadamard;

/* The least order from `at_least` on, up to 2^31, that these make. */
uint32_t hadamard_order(uint32_t at_least);

/* `order` is one that hadamard_order gave. */
lk_status hadamard_open(lk_context *ctx, uint32_t order, hadamard *out);

/* 1 for +1, 0 for -1. */
int hadamard_is_plus(const hadamard *h, uint32_t row, uint32_t column);

#endif
