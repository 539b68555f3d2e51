/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

LK_EXPORT extern const lk_plugin likeness_plugin;
const lk_plugin likeness_plugin = {
    .magic = LK_MAGIC, .abi = 7u << 16, .struct_size = sizeof(lk_plugin), .name = "x", GOOD};
