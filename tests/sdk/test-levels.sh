#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Plugins of every stage that were built with the headers of ABI 1.0 are taken, listed and used by
# the host of today; so are the same sources built with the headers of today for the oldest minor.
. "$KIT_SRCDIR/tests/tap.sh"
. "$top/tests/sdk/halves.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"

# tries INCLUDES FOLDER WHOSE
tries() {
    halves_build "$1" "$scratch/$2"
    ok $? "plugins of every stage are built with $3"
    LIKENESS_PLUGIN_PATH=$scratch/$2 "$LIKENESS" plugins >"$scratch/said" 2>&1
    is "$(grep -c ' half ' "$scratch/said")" 13 "they are listed"
    halves_run "$scratch/$2" "$scratch/$2.out"
    is $? 0 "a study of nothing but them runs"
    sed 's/^/# /' "$scratch/said"
    is "$(cat "$scratch/$2.out/halves.txt")" "$halves_answer" "its answer is the one that is known"
}

tries "$top/tests/sdk/abi-1.0" old "the headers of ABI 1.0"
tries "$top/include" new "today's headers for the oldest minor"
done_testing
