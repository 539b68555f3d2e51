/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "base64.h"

size_t base64_group(const uint8_t *bytes, size_t size, char out[4])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t taken = size < 3 ? size : 3;
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; i++)
        bits = bits << 8 | (i < taken ? bytes[i] : 0u);
    for (size_t i = 0; i < 4; i++)
        out[i] = i <= taken ? digits[bits >> (18 - 6 * i) & 63] : '=';
    return taken;
}
