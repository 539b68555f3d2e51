#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Plugins that misbehave are named, and nobody else's numbers change.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0 # a crash is to look like one
export ASAN_OPTIONS
configs=$top/configs
mkdir faulty
cp "$KIT_BUILDDIR/tests/run/.libs/faulty.so" faulty/

# A study of the good explainer, and of one for each name.
study() { # FILE WAY...
    file=$1
    shift
    cat >"$file" <<YAML
study: conduct
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
plugin_path: $scratch/faulty
limits: {task_seconds: 5}
data: {use: synthetic, count: 1}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}}
explain: {classes: predicted}
reports: {tables: {use: csv}, page: {use: html}, text: {use: text}}
explainers:
  good: {use: occlusion, window: 24, stride: 24}
YAML
    for way in "$@"; do
        echo "  $way: {use: faulty, how: $way}" >>"$file"
    done
}

run() { # NAME STUDY ARGUMENT...
    name=$1
    shift
    "$LIKENESS" run "$@" --store "$scratch/$name.db" --out "$scratch/$name" --quiet \
        >"$name.said" 2>"$name.log"
}

# Rows of the good explainer in all tables.
good_rows() { # NAME
    grep -h 'good' "$1"/*.csv
}

same() { # NAME: its tables are those of the run with one worker
    for table in one/*.csv; do
        cmp -s "$table" "$1/$(basename "$table")" || echo "$table"
    done
}

named() { # WHAT: the table has it of the plugin
    grep -q "^explainer,faulty,.*,$1,\"*explainer faulty " one/conduct.csv
    ok $? "the table conduct names the plugin for $1"
}

rules="rounding denormals locale folder handlers umask descriptors stdout stderr"
# shellcheck disable=SC2086 # a list of words
study bad.yaml $rules crash hang nan silent
study good.yaml

run alone good.yaml
is $? 0 "a study of the good explainer alone ends well"
is "$(cat alone/conduct.csv)" "stage,plugin,variants,what,sentence" \
    "plugins that keep to the rules are not in the table conduct"
good_rows alone >wanted
[ -s wanted ]
ok $? "the good explainer has rows"

run one bad.yaml --workers 1
is $? 1 "a study of many bad ones ends, with cells that failed"
good_rows one | cmp -s wanted -
ok $? "and the good one's numbers are the same bytes"
for what in rounding locale folder handlers umask descriptors printing; do
    named $what
done
case $(uname -m) in
x86_64) named denormals ;;
*) skip "only looked at on x86" "the table conduct names the plugin for denormals" ;;
esac
is "$(cut -d, -f1,2 one/conduct.csv | sort -u | tr '\n' ' ')" "explainer,faulty stage,plugin " \
    "and nobody else"
for way in crash hang nan silent; do
    has one/failures.csv "x $way" "the table failures names the variant ($way)"
done
ok "$(grep -c "x $(echo "$rules" | sed 's/ /\\|x /g')" one/failures.csv)" \
    "those that only broke a rule have their results"
has one/report.html "rules were broken</b> by plugins" "the page tells it on its first screen"
has one/report.html "explainer faulty changed the working folder" "and says who and what"
has one/report.html "score:  [31m0.1" "and what was printed, without control characters"
has one/answer.txt "Note: explainer faulty changed the rounding" "so does the text"
grep -q 'score:' one.said one.log
ok $((! $?)) "what a plugin prints is not in the output of the program"

run two bad.yaml --workers 2
is "$(same two)" "" "two workers give the bytes of one"
run one bad.yaml --workers 2
is "$(same one)" "" "and a run that finds everything in the store those of the first"

# ---- Killed and run again --------------------------------------------------------------------

study rules.yaml rounding folder descriptors stdout
rm -r one
run one rules.yaml --set data.count=3 --workers 1
cp -r one first
results() {
    "$LIKENESS" store info --store killed.db 2>/dev/null |
        awk -F, 'NR > 1 { n += $2 } END { print n + 0 }'
}
killed=0
for half in 6 14; do
    "$LIKENESS" run rules.yaml --set data.count=3 --workers 2 --store killed.db --out killed \
        --quiet >/dev/null 2>&1 &
    pid=$!
    while [ "$(results)" -lt $half ] && kill -0 $pid 2>/dev/null; do
        sleep 0.02
    done
    kill -9 $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
done
is $killed 2 "two runs were killed in the middle"
run killed rules.yaml --set data.count=3 --workers 2
is "$(same killed)" "" "a run that was killed twice and goes on gives the same bytes"

# ---- Files that are left open ----------------------------------------------------------------

study leak.yaml descriptors
(
    # shellcheck disable=SC3045 # dash, bash and busybox have it
    ulimit -n 64
    run leak leak.yaml --set data.count=60 --workers 1
)
is "$(cat leak/failures.csv)" "stage,where,reason" \
    "a plugin that leaves a file open each time does not end a run of many tasks"
has leak/conduct.csv ",descriptors," "and is named"
done_testing
