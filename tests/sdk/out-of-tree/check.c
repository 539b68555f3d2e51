/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/check.h>

/* check FILE.so OPTION...: the checks, from a program of somebody else. */
int main(int argc, char **argv)
{
    return argc < 2 ? 99 : lk_check_main(argv[1], argc - 1, argv + 1);
}
