/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/check.h>

/* The checks that every plugin has to pass. `./check-plugin --list` says which. */
int main(int argc, char **argv)
{
    return lk_check_main(PLUGIN, argc, argv);
}
