#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The reports as a run writes them: the answer on the terminal, maps by fold,
# networks that are known by their maps only, figures that are gone.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >small.yaml <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 2}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
explain: {classes: predicted}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
baselines: {ellipse: {use: ellipse}}
metrics: {overlap: {use: overlap}}
reports: {answer: {use: text}, page: {use: html}, tables: {use: csv}}
YAML

run() { # STUDY FOLDER ARGUMENT...
    study=$1 folder=$2
    shift 2
    "$LIKENESS" run "$study" --out "$folder" --store "$scratch/store.db" --quiet "$@"
}

run small.yaml out >said 2>wrong
is $? 0 "a small study runs"
{ cat out/answer.txt && echo && echo out; } >wanted
cmp -s said wanted
ok $? "the answer stands on the terminal, then the folder"
number=$(awk '/own maps/ { print $NF }' out/answer.txt)
has out/report.html "<b>$number</b>" "the page says the same number"

sed 's/answer: {use: text}, //' small.yaml >silent.yaml
run silent.yaml out >said
is "$(cat said)" out "an answer of an earlier run is not this one's"

has out/items.csv ",score," "the explainer has a diagnostic 'score'"
has out/report.html "Score of the whole view" "and the page says its title"

# ---- A figure that cannot be had ---------------------------------------------------------------

if command -v sqlite3 >/dev/null 2>&1; then
    sqlite3 store.db "UPDATE artefacts SET data = substr(data, 1, length(data) - 100)
        WHERE kind = 'explanation'"
    "$LIKENESS" run small.yaml --out lacking --store store.db >said 2>wrong
    is $? 0 "a run whose store has lost explanations ends well"
    has wrong "figures; the first: example-heatmap, plain: " "a warning says what its reports lack"
    cmp -s out/answer.txt lacking/answer.txt
    ok $? "all else is there"
else
    skip "sqlite3 is not installed" "a store that has lost explanations"
fi

# ---- Ready-made maps by fold -------------------------------------------------------------------

map=$(find "$PWD/out/heatmaps" -name '*.png' | head -n 1)
mkdir maps
for fold in 1 2; do
    for network in one two; do
        cp "$map" "maps/${network}_CV${fold}_fear.png"
    done
done
cat >ready.yaml <<YAML
study: ready
labels: [fear]
data: {use: heatmaps, path: $scratch/maps, pattern: "{network}_CV{fold}_{label}.png", rescaled: true}
masks: {made: {use: image, path: $scratch/masks}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}}
reports: {answer: {use: text}, page: {use: html}, tables: {use: csv}}
YAML
mkdir masks && cp "$map" masks/Fear_gt.png
run ready.yaml ready >said 2>&1
is $? 0 "ready-made maps by fold run"
is "$(find ready/heatmaps -name '*.png' | wc -l)" 4 "each has its picture"
[ -s ready/heatmaps/one_fear_2.png ]
ok $? "which is named by its fold"
has ready/report.html "mean of folds" "the page shows the mean of the folds, and says so"
is "$(cat ready/networks.csv)" "network,plugin,model,input,parameters,macs
one,,,,,
two,,,,," "their networks have rows"
done_testing
