#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Networks beside themselves with random weights, through the whole program.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >study.yaml <<YAML
study: randomised
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 6, people: 6, folds: 2}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  separable: {use: openblas, model: $configs/networks/offline-separable.yaml}
controls: {randomised: {randomise: all}, cascade: {randomise: [1, 3, 4, 9, all]}}
explain: {classes: predicted}
explainers: {occlusion: {use: occlusion, window: 12, stride: 12}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
baselines: {ellipse: {use: ellipse}}
metrics: {overlap: {use: overlap}, similarity: {use: similarity}, ranks: {use: ranks}}
analyses: {inference: {use: inference}, weights: {use: randomisation}}
reports: {tables: {use: csv}, page: {use: html}, answer: {use: text}}
YAML

run() { # FOLDER STORE ARGUMENT...
    folder=$1
    store=$2
    shift 2
    "$LIKENESS" run study.yaml --store "$store.db" --out "$folder" --quiet "$@" >said 2>&1
}

# Some columns of a CSV, by its heading, - where empty: columns FILE NAME...
columns() {
    file=$1
    shift
    awk -F, -v names="$*" 'NR == 1 { n = split(names, want, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { s = ""; for (k = 1; k <= n; k++) s = s (k > 1 ? " " : "") ($at[want[k]] == "" ? "-" : $at[want[k]]); print s }' "$file"
}

run one one --workers 1
is $? 0 "a study with controls runs"

# ---- A baseline ------------------------------------------------------------------------
is "$(columns one/metrics.csv baseline network | grep -c '^randomised [a-z]')" \
    "$(columns one/metrics.csv baseline network | grep -c '^ellipse [a-z]')" \
    "each score of the ellipse has one of the randomised network beside it"
is "$(columns one/metrics.csv baseline metric value | grep -c '^randomised iou 0\.')" \
    "$(columns one/metrics.csv baseline metric value | grep -c '^ellipse iou 0\.')" \
    "and a value"
is "$(columns one/metrics.csv baseline | sort -u | paste -sd ' ')" "- chance ellipse randomised wrong" \
    "the steps of a series are no baselines"
has one/answer.txt "random weights" "the answer knows the baseline"
is "$(columns one/networks.csv network | paste -sd ' ')" "plain separable" "a twin is no network of the study"
is "$(columns one/similarity.csv a b | tr ' ' '\n' | grep -c randomised)" 0 "nor compared with networks"

# ---- The cascade -------------------------------------------------------------------------
is "$(columns one/controls.csv control step layers layer network | sort -u | grep '^cascade' | paste -sd ';')" \
    "cascade 1 1 dense plain;cascade 1 1 dense separable;cascade 3 3 conv2 plain;cascade 3 3 sep2 separable;cascade 4 4 conv1 plain;cascade 4 4 sep1 separable;cascade 9 4 conv1 plain;cascade 9 5 conv1 separable;cascade all 4 conv1 plain;cascade all 5 conv1 separable" \
    "layers become random from the output, as many as there are at most"
is "$(columns one/controls.csv control layers layer network | sort -u | grep '^randomised' | paste -sd ';')" \
    "randomised 4 conv1 plain;randomised 5 conv1 separable" "all are all of each network"
# Per network six faces, each with the values of two plugins, for every control that is there.
is "$(columns one/controls.csv network control step metric | sort | uniq -c | awk '{ print $1 }' | sort -u)" 6 \
    "each explanation is compared once in each value"
same_as_cascade() {
    columns one/controls.csv item network metric value control step | awk '
        $5 == "randomised" { v[$1, $2, $3] = $4; seen++ }
        $5 == "cascade" && $6 == "all" && v[$1, $2, $3] == $4 { same++ } END { print seen - same }'
}
is "$(same_as_cascade)" 0 "the last step is the network with all weights random"
is "$(columns one/randomisation.csv control step network metric n units | grep '^cascade 1 .* spearman' | paste -sd ';')" \
    "cascade 1 plain spearman 6 1;cascade 1 separable spearman 6 1" "the analysis has a row for each step"
mean() { # of what the table of items says, to compare with the analysis
    columns "$1" network control step metric value | awk '$1 == "plain" && $2 == "cascade" && $3 == 3 && $4 == "pearson" {
        sum += $5; n++ } END { printf "%.12f\n", sum / n }'
}
is "$(mean one/randomisation.csv)" "$(mean one/controls.csv)" "its value is the mean over faces"
has one/report.html 'section id="randomisation"' "the page has a section"
has one/report.html "Curve of cascade, occlusion" "with a curve"

# ---- The same bytes ------------------------------------------------------------------------
run two two --workers 2
is $? 0 "with two workers"
for table in metrics controls randomisation contrasts; do
    cmp -s "one/$table.csv" "two/$table.csv"
    ok $? "two workers give the bytes of one: $table"
done
run off one --set controls=
is $? 0 "without controls"
columns off/metrics.csv network label baseline metric value >off.txt
columns one/metrics.csv network label baseline metric value >one.txt
is "$(grep -Fvx -f off.txt one.txt | grep -vc ' randomised ')" 0 "they change no score but their own"
run seed one --set controls.randomised.randomise_seed=5 --set controls.cascade=
is $? 0 "with another seed"
cmp -s one/metrics.csv seed/metrics.csv
is $? 1 "the random network is another"

# ---- Single faces ---------------------------------------------------------------------------
run faces one --set score_faces=true
is $? 0 "faces are scored beside those of their controls"
is "$(columns faces/face_scores.csv baseline | grep -c randomised)" \
    "$(columns faces/face_scores.csv baseline | grep -c ellipse)" "each has that baseline"
columns faces/metrics.csv protocol n network label baseline metric value | awk '$1 == "pooled" && $2 == 1' |
    cut -d' ' -f 3- | grep randomised | sort >pooled
columns faces/face_scores.csv network class baseline metric value | sort >each
is "$(comm -23 pooled each | wc -l) $(awk 'END { print (NR > 0) }' pooled)" "0 1" \
    "and where a map is that of one face, its score"

# ---- Mistakes ----------------------------------------------------------------------------------
run wrong one --set controls.randomised.randomise=conv22
is $? 2 "a layer that is not there ends the run"
has said "has no layer with filters called \`conv22\`; the nearest are conv" "with the nearest names"
run wrong one --set controls.randomised="{randomize: all}"
is $? 2 "a parameter that no backend has ends the run"
has said "randomise" "with the nearest name"
run wrong one --set controls.ellipse="{randomise: 1}"
has said "a baseline is called ellipse too" "a control is not called as a baseline"
LIKENESS_CONFIG_PATH=$configs "$LIKENESS" inspect "$configs/networks/offline-plain.yaml" --set networks.network.randomise=2 >said
is "$(awk '$NF == "randomised" { print $1 }' said | paste -sd ' ')" "conv3 dense" "inspect tells which layers are random"
done_testing
