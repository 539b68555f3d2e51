#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The layout of every public struct, and every enumerator, are those that were promised:
# abi-1.N.txt is what a plugin of minor N sees. docs/abi.md says how to add to it.
. "$KIT_SRCDIR/tests/tap.sh"
here=$top/tests/sdk
. "$here/headers.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"
[ "$(getconf LONG_BIT)" = 64 ] || skip_all "the lists are those of machines of 64 bits"

# layout INCLUDES MINOR: what a plugin of this minor sees.
layout() {
    public_headers "$1" "$2" | awk -f "$here/fields.awk" >"$scratch/layout.c" &&
        "${CC:-cc}" -std=c11 -DLK_USE_ABI="$2" -I"$1" "$scratch/layout.c" -o "$scratch/layout" &&
        "$scratch/layout" | LC_ALL=C sort
}

# differs LIST INCLUDES MINOR: how the layout differs from the list.
differs() {
    layout "$2" "$3" 2>&1 | diff "$1" -
}

# empty TEXT SENTENCE
empty() {
    [ -z "$1" ]
    ok $? "$2"
    [ -z "$1" ] || echo "$1" | sed 's/^/# /' | head -n 20
}

# ---- The lists ------------------------------------------------------------------------------

empty "$(differs "$here/abi-1.0.txt" "$here/abi-1.0" 0)" "the headers of ABI 1.0 are as they were"
newest=$(sed -n 's/^#define LK_ABI_MINOR //p' "$top/include/likeness/types.h")
minor=0
while [ "$minor" -le "$newest" ]; do
    empty "$(differs "$here/abi-1.$minor.txt" "$top/include" "$minor")" \
        "a plugin of ABI 1.$minor sees what is listed, and nothing else"
    [ "$minor" = 0 ] ||
        empty "$(awk -f "$here/growth.awk" "$here/abi-1.$((minor - 1)).txt" \
            "$here/abi-1.$minor.txt")" "ABI 1.$minor only appends to 1.$((minor - 1))"
    minor=$((minor + 1))
done

# ---- What would be seen ---------------------------------------------------------------------

cp -R "$top/include" "$scratch/include"
# sees SENTENCE FILE SED WANTED: a change of the headers that shows for plugins of ABI 1.0.
sees() {
    sed "$3" "$top/include/likeness/$2" >"$scratch/include/likeness/$2"
    differs "$here/abi-1.0.txt" "$scratch/include" 0 >"$scratch/said"
    has "$scratch/said" "$4" "$1"
    cp "$top/include/likeness/$2" "$scratch/include/likeness/$2"
}
sees "a field in front of others would be seen" types.h \
    's/uint32_t width, height;/uint64_t depth; uint32_t width, height;/' '> lk_frame.width at 16'
sees "a field that no list has would be seen" types.h \
    's/^} lk_frame;/    int more; } lk_frame;/' '> lk_frame.more at 32 size 4'
sees "an enumerator with another value would be seen" source.h \
    's/LK_ITEM_RESCALED = 2/LK_ITEM_RESCALED = 4/' '> LK_ITEM_RESCALED = 4'
sees "a field that is gone would be seen" plugin.h \
    's/const char \*author;//' '< lk_plugin.author at 64'

# wrong SENTENCE LINE TEXT: a newer list of ABI 1.0 with this line that would be refused.
wrong() {
    { cat "$here/abi-1.0.txt" && echo "$2"; } >"$scratch/newer.txt"
    awk -f "$here/growth.awk" "$here/abi-1.0.txt" "$scratch/newer.txt" >"$scratch/said"
    has "$scratch/said" "$3" "$1"
}
wrong "a struct without struct_size may not grow" "lk_point size 24" \
    "nobody can tell its size: lk_point"
wrong "nor one that comes in arrays" "lk_figure size 240" "nobody can tell its size: lk_figure"
wrong "no field may lie in the padding of an older struct" "lk_plugin.more at 56 size 4" \
    "it is not behind the older struct: lk_plugin.more"
done_testing
