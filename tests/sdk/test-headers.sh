#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Every public header compiles alone, in each language it promises.
. "$KIT_SRCDIR/tests/tap.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"

try() { # SENTENCE COMPILER ARGUMENT...
    sentence=$1
    shift
    command -v "$1" >/dev/null 2>&1 || { skip "there is no $1 here" "$sentence" && return; }
    bad=
    for header in "$top"/include/likeness/*.h; do
        printf '#include <likeness/%s>\n' "$(basename "$header")" >"$scratch/alone.$ending"
        "$@" -Wall -Wextra -Werror -pedantic -fsyntax-only -I"$top/include" \
            "$scratch/alone.$ending" 2>>"$scratch/said" || bad="$bad $(basename "$header")"
    done
    is "$bad" "" "$sentence"
    [ -z "$bad" ] || sed 's/^/# /' "$scratch/said" | head -n 20
}

ending=c
try "as C99" "${CC:-cc}" -std=c99
try "as C11" "${CC:-cc}" -std=c11 -Wshadow -Wstrict-prototypes
ending=cc
try "as C++11" "${CXX:-c++}" -std=c++11
try "as C++17" "${CXX:-c++}" -std=c++17

# What a plugin's last line makes of its descriptor, in both languages.
cat >"$scratch/plugin.c" <<'C'
#include <likeness/plugin.h>
LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "none", .version = "1")
C
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -I"$top/include" -c "$scratch/plugin.c" \
    -o "$scratch/plugin.o" 2>"$scratch/said"
ok $? "a descriptor in C11"
done_testing
