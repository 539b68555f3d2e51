/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#define TITLE "not-utf8"
#define SUMMARY "One \xff segment."
#include "descriptor.h"
