/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_PROCESS_PYTHON_H
#define TESTS_PROCESS_PYTHON_H

#include "kit.h"

/* Is there a Python with NumPy? 0: after the program has said that there is none.
 * It finds sdk/python, and leaves no files behind. */
int has_python(void);

/* A plugin `process` of this stage; `program` is below the top source folder, with
 * its arguments as in "occlude.py, 8, 4"; `more` are further parameters. */
kit *open_python(lk_stage stage, const char *program, const char *more);

#endif
