#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What configs/fetch-data.sh says and keeps; nothing is fetched here.
set -u
fetch=$KIT_SRCDIR/configs/fetch-data.sh
data=$(sh "$fetch" --folder)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

n=0
report() { # STATUS NAME
    n=$((n + 1))
    [ "$1" = 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}

echo 1..5

LIKENESS_DATA=$work/none sh "$fetch" --check >"$work/log"
[ $? = 1 ] && [ "$(grep -c '^missing ' "$work/log")" = 15 ] && ! grep -qv '^missing ' "$work/log"
report $? "an empty folder is said to lack every file"

mkdir -p "$work/some/human" && echo other >"$work/some/human/emotion.bin"
LIKENESS_DATA=$work/some sh "$fetch" --check >"$work/log"
[ $? = 1 ] && [ "$(grep -c '^wrong .*/human/emotion.bin$' "$work/log")" = 1 ]
report $? "a file of other bytes is said to be wrong"

sh "$fetch" --chekc >/dev/null 2>"$work/log"
[ $? = 2 ] && grep -q '^usage: ' "$work/log"
report $? "a wrong option gets the usage and exit status 2"

: >"$work/file"
LIKENESS_DATA=$work/file/data sh "$fetch" >"$work/log" 2>&1
[ $? = 1 ] && [ "$(wc -l <"$work/log")" = 1 ] && grep -q 'cannot be written' "$work/log"
report $? "a folder that cannot be written gets one sentence and exit status 1"

# Metadata lies in the segments APP1..APP15 (ff e1 .. ff ef) and COM (ff fe)
# before the picture's data. ff e0 is JFIF's head, which has none.
metadata() {
    od -An -v -tx1 "$1" | tr -d '\n' | sed 's/ ff da .*//' | grep -q ' ff \(e[1-9a-f]\|fe\)'
}
if [ -f "$data/photographs/sample1.jpg" ]; then
    status=0
    for photograph in "$data"/photographs/*.jpg; do
        metadata "$photograph" && status=1
    done
    report $status "no photograph that was fetched has metadata left"
else
    n=$((n + 1))
    echo "ok $n - no photograph that was fetched has metadata left # SKIP none was fetched"
fi
