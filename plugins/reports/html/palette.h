/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_PALETTE_H
#define HTML_PALETTE_H

#include "page.h"

typedef enum palette {
    PALETTE_ASCENDING, /* dark to light, even to the eye: strength 0 to 1 */
    PALETTE_DIVERGING  /* against (blue) to in favour (red): strength -1 to 1 */
} palette;

void palette_pick(palette p, double strength, double rgb[3]);
/* The palette as a bar with a word at each end. */
void palette_legend(page *p, palette which, const char *low, const char *high);

#endif
