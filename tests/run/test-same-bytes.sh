#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The same tables whatever the number of workers, and after a run was killed.
. "$KIT_SRCDIR/tests/tap.sh"
study=$top/configs/offline.yaml
quick="--set data.count=12 --set explainers.lime.samples=200 --quiet"

# run NAME ARGUMENT...: into $scratch/NAME, with a store of its own.
run() {
    name=$1
    shift
    # shellcheck disable=SC2086 # options are words
    "$LIKENESS" run "$study" $quick --store "$scratch/$name.db" --out "$scratch/$name" "$@" \
        >/dev/null 2>"$scratch/$name.log"
}

# same NAME: its tables are those of the run with one worker.
same() {
    for file in "$scratch"/one/*.csv; do
        cmp -s "$file" "$scratch/$1/$(basename "$file")" || { echo "$file" && return 1; }
    done
}

# results NAME: how many its store holds.
results() {
    "$LIKENESS" store info --store "$scratch/$1.db" 2>/dev/null | awk -F, 'NR > 1 { n += $2 } END { print n + 0 }'
}

run one --workers 1
is $? 0 "a run with one worker ends well"
[ -s "$scratch/one/metrics.csv" ]
ok $? "it leaves tables"

run two --workers 2
is $? 0 "a run with two workers ends well"
is "$(same two)" "" "two workers give the bytes of one"

run one --workers 2
is "$(same one)" "" "a second run, from the store, gives the same bytes"

# Killed ten times on one store, each time when it holds an eleventh more, then
# left to end.
total=$(results one)
killed=0
workers=
i=1
while [ $i -le 10 ]; do
    # shellcheck disable=SC2086
    "$LIKENESS" run "$study" $quick --store "$scratch/killed.db" --out "$scratch/killed" \
        --workers 2 >/dev/null 2>&1 &
    pid=$!
    while [ "$(results killed)" -lt $((total * i / 11)) ] && kill -0 $pid 2>/dev/null; do
        sleep 0.02
    done
    workers="$workers $(pgrep -P $pid | tr '\n' ' ')"
    kill -9 $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
    i=$((i + 1))
done
[ $killed -ge 8 ]
ok $? "runs were killed in the middle ($killed of 10)"
run killed --workers 2
is $? 0 "what was killed goes on"
is "$(same killed)" "" "and gives the same bytes"

sleep 1
left=
for pid in $workers; do
    kill -0 "$pid" 2>/dev/null && left="$left $pid"
done
is "$left" "" "no worker outlives its coordinator"
done_testing
