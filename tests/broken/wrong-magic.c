/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "good.h"

LK_EXPORT extern const lk_plugin likeness_plugin;
const lk_plugin likeness_plugin = {
    .magic = 0x464c457f, .abi = LK_ABI, .struct_size = sizeof(lk_plugin), .name = "x", GOOD};
