/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_VALUES_H
#define PLUGINS_COMMON_VALUES_H

#include <likeness/plugin.h>

/* The table `values` of a study: is a lower number of this value the better, or
 * the more alike? 0 also where the table does not know it. */
int values_lowest_first(const lk_tables *tables, const char *value);

#endif
