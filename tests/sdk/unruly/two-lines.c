/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#define TITLE "two-lines"
#define SUMMARY "One segment\na row."
#include "descriptor.h"
