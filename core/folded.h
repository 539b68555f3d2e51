/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_FOLDED_H
#define LK_CORE_FOLDED_H

/* Networks that are another for each fold: {fold} in a parameter stands for the fold's
 * name, as in weights: trained/small-{fold}.safetensors. Such a variant stands in the
 * study once and is opened once for each fold, under a name of its own. */

#include "study.h"

/* Does a spec say {fold} in a parameter? */
int lk_is_folded(const lk_node *spec);

/* The spec with the fold's name put in; NULL when out of memory. */
const lk_node *lk_folded_spec(lk_arena *arena, const lk_node *spec, const char *fold);

/* One text of it; NULL likewise. */
const char *lk_folded_text(lk_arena *arena, const char *text, const char *fold);

/* "weinet, fold 2" */
const char *lk_folded_name(lk_arena *arena, const char *variant, const char *fold);

/* The variant of a name, or of one that lk_folded_name made: then `*fold` (may be
 * NULL) is the fold in it, else NULL. NULL: there is none. */
const lk_variant *lk_folded_find(const lk_section *section, const char *name, const char **fold);

#endif
