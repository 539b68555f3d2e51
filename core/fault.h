/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_FAULT_H
#define LK_CORE_FAULT_H

/* Why something failed, as one sentence that travels up and gathers context in
 * front: what, where, what to do. Every function that takes one accepts NULL. */

typedef struct lk_fault {
    char text[1024];
} lk_fault;

void lk_fault_set(lk_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Put context in front of the sentence that is there. */
void lk_fault_prefix(lk_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
