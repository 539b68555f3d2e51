/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

/* The lines of style.css, NULL at the end. style.c is made from it. */
extern const char *const style_lines[];

#endif
