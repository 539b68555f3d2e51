#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Every public header compiles alone, in each language it promises, at the oldest and the newest
# minor, by gcc and clang, without a warning of those that a plugin may ask for.
. "$KIT_SRCDIR/tests/tap.sh"
strict="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align
    -Wundef -Wdouble-promotion -Wformat=2 -Wvla -Werror"
newest=$(sed -n 's/^#define LK_ABI_MINOR //p' "$top/include/likeness/types.h")

# alone COMPILER ENDING OPTION...: says which headers do not compile, each for the newest minor, and
# those that have all others for the oldest.
alone() {
    compiler=$1 ending=$2
    shift 2
    for header in "$top"/include/likeness/*.h*; do
        case $ending:$header in c:*.hpp) continue ;; esac
        one "${header##*/}" "$newest" "$@"
        case $header in */plugin.*) one "${header##*/}" 0 "$@" ;; esac
    done >"$scratch/said" 2>&1
}

one() { # HEADER MINOR OPTION...
    name=$1 minor=$2
    shift 2
    printf '#include <likeness/%s>\n' "$name" >"$scratch/alone.$ending"
    # shellcheck disable=SC2086
    "$compiler" $strict "$@" -DLK_USE_ABI="$minor" -fsyntax-only -I"$top/include" \
        "$scratch/alone.$ending" || echo "$name at ABI 1.$minor"
}

# try STANDARD ENDING COMPILERS OPTION...
try() {
    standard=$1 ending=$2 compilers=$3
    shift 3
    for compiler in $compilers; do
        if command -v "$compiler" >/dev/null 2>&1; then
            alone "$compiler" "$ending" -std="$standard" "$@"
            is "$(cat "$scratch/said")" "" "as $standard by $compiler"
        else
            skip "there is no $compiler here" "as $standard by $compiler"
        fi
    done
}

# clang, which takes its time, for the oldest of each language.
try c99 c "gcc clang" -Wstrict-prototypes -Wmissing-prototypes
try c11 c gcc -Wstrict-prototypes -Wmissing-prototypes
try c++11 cc "g++ clang++" -Wold-style-cast -Wnon-virtual-dtor
try c++17 cc g++ -Wold-style-cast -Wnon-virtual-dtor

# descriptor SENTENCE COMPILER STANDARD ENDING: of stdin.
descriptor() {
    command -v "$2" >/dev/null 2>&1 || { skip "there is no $2 here" "$1" && return; }
    cat >"$scratch/plugin.$4"
    # shellcheck disable=SC2086
    "$2" -std="$3" $strict -I"$top/include" -c "$scratch/plugin.$4" -o "$scratch/plugin.o" \
        2>"$scratch/said"
    is "$(cat "$scratch/said")" "" "$1"
}

# What a plugin's last line makes of its descriptor, in both languages.
descriptor "a descriptor in C11" "${CC:-cc}" c11 c <<'C'
#include <likeness/plugin.h>
LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "none", .version = "1")
C
for standard in c++11 c++17; do
    descriptor "a descriptor in $standard" "${CXX:-c++}" $standard cc <<'C'
#include <likeness/plugin.hpp>
struct instance { double level; };
static const lk_param params[] = {
    likeness::param("level", LK_DOUBLE, offsetof(instance, level), "0.5", "A level.", 0, 1)};
static const lk_metric_ops ops = lk_metric_ops();
LK_PLUGIN_CXX(likeness::plugin(LK_STAGE_METRIC, "none", "1", "MIT", "Nothing.", ops)
                  .instance<instance>()
                  .parameters(params)
                  .can(LK_CAP_DETERMINISTIC))
C
done
# Then nothing of the plugin runs when it is loaded.
if command -v "${CXX:-c++}" >/dev/null 2>&1; then
    is "$(nm "$scratch/plugin.o" | grep -c '_GLOBAL__sub_I')" 0 "C++17 computes it at compile time"
else
    skip "there is no C++ compiler here" "C++17 computes it at compile time"
fi
done_testing
