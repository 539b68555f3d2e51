#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What a plugin of an older minor sees in today's headers is what it saw then, to the types of
# arguments: by abidiff, against the headers of ABI 1.0 and those of the last tag.
. "$KIT_SRCDIR/tests/tap.sh"
here=$top/tests/sdk
. "$here/headers.sh"
command -v abidiff >/dev/null 2>&1 || skip_all "there is no abidiff here (abigail-tools)"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"

# object INCLUDES MINOR FILE: a shared object that has all public types.
object() {
    public_headers "$1" "$2" | awk -v objects=1 -f "$here/fields.awk" >"$scratch/object.c" &&
        "${CC:-cc}" -std=c11 -g -fPIC -shared -DLK_USE_ABI="$2" -I"$1" "$scratch/object.c" -o "$3"
}

# compare OLD NEW MINOR
compare() {
    object "$1" "$3" "$scratch/old.so" && object "$2" "$3" "$scratch/new.so" &&
        abidiff --no-default-suppression --fail-no-debug-info "$scratch/old.so" "$scratch/new.so"
}

# same OLD MINOR SENTENCE
same() {
    compare "$1" "$top/include" "$2" >"$scratch/said" 2>&1
    ok $? "$3"
    [ -s "$scratch/said" ] && sed 's/^/# /' "$scratch/said" | head -n 30
}

same "$here/abi-1.0" 0 "a plugin of ABI 1.0 sees the types of then"

cp -R "$top/include" "$scratch/include"
sed 's/int (\*cancelled)/long (*cancelled)/' "$top/include/likeness/host.h" \
    >"$scratch/include/likeness/host.h"
compare "$here/abi-1.0" "$scratch/include" 0 >"$scratch/said" 2>&1
[ $? = 4 ] && grep -q "cancelled" "$scratch/said"
ok $? "an operation that returns another type would be seen"

# Not of a repository that an unpacked archive lies in.
tag=
[ -e "$top/.git" ] &&
    tag=$(git -C "$top" tag --list 'v[0-9]*' --sort=-version:refname 2>/dev/null | head -n 1)
if [ -n "$tag" ]; then
    mkdir "$scratch/tag"
    git -C "$top" archive "$tag" include | tar -x -C "$scratch/tag"
    newest=$(sed -n 's/^#define LK_ABI_MINOR //p' "$scratch/tag/include/likeness/"*.h)
    minor=0
    while [ "$minor" -le "$newest" ]; do
        same "$scratch/tag/include" "$minor" "a plugin of ABI 1.$minor sees the types of $tag"
        minor=$((minor + 1))
    done
else
    skip "there is no tag here" "plugins see the types of the last tag"
fi
done_testing
