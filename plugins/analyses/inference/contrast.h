/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_CONTRAST_H
#define INFERENCE_CONTRAST_H

#include "inference.h"

/* `own-BASELINE`; of NULL `own`, the scores themselves. NULL: no memory. */
const char *contrast_name(study *s, const char *baseline);

#endif
