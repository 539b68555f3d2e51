/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
int no_plugin_at_all(void);

__attribute__((visibility("default"))) int no_plugin_at_all(void)
{
    return 0;
}
