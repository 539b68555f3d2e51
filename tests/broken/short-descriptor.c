/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

LK_EXPORT extern const lk_plugin likeness_plugin;
const lk_plugin likeness_plugin = {
    .magic = LK_MAGIC, .abi = LK_ABI, .struct_size = 16, .name = "short-descriptor", GOOD};
