#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What a user sees of coalitions: how they would be scored, and what that saved.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs
answering=$KIT_BUILDDIR/tests/backends/answering
picture=$top/tests/golden/sources/png/rgb8.png

cat >net.yaml <<'YAML'
name: net
input: {channels: 3}
view: {box: face, width: 12, height: 12}
output: probability
classes: [happiness, sadness, anger]
YAML

plan() { # ARGUMENT...
    "$LIKENESS" inspect --coalitions "$@"
}

# ways FILE: layer and way of each row of the table.
ways() {
    awk 'table { sub(/%/, ""); print $1, $4 } /^layer / { table = 1 }' "$1"
}

# ---- A plan ------------------------------------------------------------------------------------

plan offline-plain >plain 2>&1
is $? 0 "a network's plan is printed"
has plain "input          48 x 48 x 3 of the landmarks' box" "after the head of the network"
has plain "1000 rows of 30 segments, shown by fair coins" "with the problem that it is for"
has plain "typical: cells of a jittered grid, 6 x 5" "which is a typical one"
has plain "600 MB at most for the values of distinct patterns" "and the memory that it keeps within"
is "$(ways plain | head -n 3 | tr '\n' ';')" "conv1 distinct;pool1 distinct;conv2 distinct;" \
    "layer by layer"
is "$(awk '$1 == "conv2" { print $2 }' plain)" 8 "with what a unit sees of the input"
awk '$1 ~ /^conv/ { ok += $3 > last && $3 <= 100; last = $3 } END { exit ok != 3 }' plain
ok $? "deeper layers have a larger share of distinct values"
awk '$1 == "saving" { saves = $2 > 1 } END { exit !saves }' plain
ok $? "and the whole saves something"
plan offline-plain >again 2>&1
cmp -s plain again
ok $? "the same each time"

plan offline-plain --set networks.network.coalitions=dense >dense 2>&1
is "$(ways dense | cut -d' ' -f2 | sort -u)" dense "a parameter of the backend may be set"
has dense "saving         1.00 x" "and is told to save nothing"
plan offline-plain --set networks.network.coalition_memory=16 >small 2>&1
has small "16 MB at most" "so may the memory"
plan offline-plain --samples 40 >few 2>&1
has few "40 rows of 30 segments" "the number of samples is the user's"

plan weinet >without 2>&1
is $? 0 "a network without weights has a plan"
plan weinet --set networks.network.random_weights=1 >with 2>&1
is "$(ways without)" "$(ways with)" "which is that of one with weights"
has without "weights        none" "and it is told that there are none"

# ---- The user's own segments ---------------------------------------------------------------------

explain() { # OUT ARGUMENT...
    out=$1
    shift
    "$LIKENESS" explain --network offline-plain --explainer lime,samples=700 --whole "$picture" \
        --out "$out" --store "$out.db" "$@"
}
explain made --save >explained 2>&1
is $? 0 "an explanation leaves its segments"
segments=$(find "$PWD/made" -name '*segments.npy' | head -n 1)
plan offline-plain --segments "$segments" >own 2>&1
is $? 0 "they can be planned with"
count=$(awk -F, '$5 == "segments" { print $6 }' explained)
has own "1000 rows of $count segments" "and are counted"
has own "segments       $segments" "and named"

refused 2 "the view of this network" "segments of another size are refused" \
    plan weinet --segments "$segments"
echo "no array" >words.npy
refused 2 "words.npy" "a file that is no array is refused" plan offline-plain --segments words.npy
refused 2 "absent.npy" "a file that is not there is refused" plan offline-plain --segments absent.npy

# ---- What cannot be had --------------------------------------------------------------------------

refused 2 "nothere: --coalitions is about a network, and this is none" "a network that is not there" \
    plan nothere
refused 2 "lime: --coalitions is about a network, and this is none" "a plugin has no plan" plan lime
refused 2 "--samples and --segments belong to --coalitions" "samples of nothing" \
    "$LIKENESS" inspect offline-plain --samples 10
refused 2 "a whole number from 1 to 100000" "no samples" plan offline-plain --samples 0
refused 2 "--coalitions takes no value" "a file in place of the flag" \
    "$LIKENESS" inspect offline-plain --coalitions=z.npy
refused 2 "--coalitions wants a value" "the flag in place of a file" explain none --coalitions
refused 2 "the backend process has no plan of coalitions to show" "a backend without a plan" \
    plan net.yaml --backend process \
    --set "networks.network.command=[$answering, good]"

# ---- Diagnostics of one explanation ----------------------------------------------------------------

value() { # MEASURE FILE
    awk -F, -v measure="$1" '$5 == measure { print $6 }' "$2"
}
awk -v saving="$(value saving explained)" 'BEGIN { exit !(saving > 1) }'
ok $? "an explanation tells what was predicted to be saved"
awk -v difference="$(value difference explained)" 'BEGIN { exit !(difference != "" && difference < 1e-4) }'
ok $? "and the largest difference"
explain painted --set networks.network.coalitions=dense >said 2>&1
is "$(value saving said)" 1 "pictures row by row save nothing"
is "$(value difference said)" "" "and there is nothing to compare"

# ---- A run ---------------------------------------------------------------------------------------

cat >study.yaml <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 4}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  dense: {use: openblas, model: $configs/networks/offline-plain.yaml, coalitions: dense}
  other: {use: process, command: [$answering, good], activation: softmax, model: net.yaml}
explain: {classes: predicted}
explainers:
  lime: {use: lime, samples: 600, segmenter: {use: slic, segments: 30}}
  occlusion: {use: occlusion, window: 6, stride: 6}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}}
reports: {page: {use: html}, answer: {use: text}, tables: {use: csv}}
YAML

run() { # OUT STORE ARGUMENT...
    out=$1 store=$2
    shift 2
    "$LIKENESS" run study.yaml --out "$out" --store "$store" --quiet "$@" >said 2>&1
}

# effort NETWORK EXPLAINER COLUMN FILE
effort() {
    awk -F, -v name="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
        $1 == "'"$1"'" && $2 == "'"$2"'" { print $at }' "$4"
}

run one one.db --workers 1
is $? 0 "a run of three networks ends well"
is "$(head -n 1 one/effort.csv)" \
    "network,explainer,items,passes,predicted_saving,checked,difference" \
    "its efforts have columns for what is no time"
is "$(effort plain lime passes one/effort.csv)" 2400 "passes are counted"
is "$(effort plain lime checked one/effort.csv)" 8 "two of 600 are checked, of each face"
effort plain lime predicted_saving one/effort.csv | awk '{ ok = $1 > 1 } END { exit !ok }'
ok $? "a saving is predicted"
effort plain lime difference one/effort.csv | awk '{ ok = $1 != "" && $1 < 1e-4 } END { exit !ok }'
ok $? "the largest difference is small"
is "$(effort dense lime predicted_saving one/effort.csv)" 1 "pictures row by row save nothing"
is "$(effort dense lime checked one/effort.csv)" 0 "and none is checked"
is "$(effort dense lime difference one/effort.csv)" "" "so there is no difference"
is "$(grep -c '^other,lime,4,2400,,,$' one/effort.csv)" 1 "a backend that does not tell has empty cells"

run two two.db --workers 2 --set reports.tables.times=true
is "$(head -n 1 two/effort.csv)" \
    "network,explainer,items,passes,seconds,predicted_saving,achieved_saving,checked,difference,recalled" \
    "what is measured is written where it is asked for"
effort plain lime achieved_saving two/effort.csv | awk '{ ok = $1 > 0 } END { exit !ok }'
ok $? "such as the saving achieved"
run two two.db
cmp -s one/effort.csv two/effort.csv
ok $? "two workers, and the store, give the bytes of one"
cp two/answer.txt before.txt
run two two.db
cmp -s before.txt two/answer.txt
ok $? "what was achieved is in the store with the result"

has one/report.html "Saving achieved" "the page shows the savings"
has one/answer.txt "Passes over one face shared their work" "the answer says so in a sentence"
tr '\n' ' ' <one/answer.txt >line
has line "passes were scored both ways" "and how many were checked"
done_testing
