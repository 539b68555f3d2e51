/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_BASE64_H
#define HTML_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* The next one to three of `size` bytes as four characters of base64, padded;
 * how many were taken. */
size_t base64_group(const uint8_t *bytes, size_t size, char out[4]);

#endif
