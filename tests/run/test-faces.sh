#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Scores of single faces, through the whole program. Four people in four folds, one face
# of each expression: the map of a fold and an expression is that of one face.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >study.yaml <<YAML
study: faces
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 24}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  separable: {use: openblas, model: $configs/networks/offline-separable.yaml}
explain: {classes: label}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
baselines: {ellipse: {use: ellipse}, random: {use: random}}
metrics: {overlap: {use: overlap}, ranking: {use: ranking}}
analyses: {inference: {use: inference}}
reports: {tables: {use: csv}}
score_faces: true
YAML

run() { # FOLDER STORE ARGUMENT...
    folder=$1
    store=$2
    shift 2
    "$LIKENESS" run study.yaml --store "$store.db" --out "$folder" --quiet "$@" >said 2>&1
}

run one one --workers 1
is $? 0 "a study that scores faces runs"
is "$(head -n 1 one/face_scores.csv)" \
    "study,item,face,label,subject,fold,network,explainer,align,class,mask,binarise,baseline,metric,value" \
    "its table has these columns"
# 24 faces, 2 networks, 14 values, of the own map and 4 baselines.
is "$(awk 'END { print NR - 1 }' one/face_scores.csv)" 3360 "each face has each value"

# network, fold, expression, baseline, value: what both tables have
awk -F, '$2 == "fold" { print $3, $4, $5, $10, $11, $12 }' one/metrics.csv | sort >folds
awk -F, 'NR > 1 { print $7, $6, $10, $13, $14, $15 }' one/face_scores.csv | sort >faces
cmp -s folds faces
ok $? "a fold of one face has the scores of that face, to the last digit"

# Means by network, expression, baseline and value.
is "$(awk -F, 'FNR == 1 { next }
    NR == FNR { if ($15 != "") { k = $7 "," $10 "," $13 "," $14; sum[k] += $15; n[k]++ } next }
    $2 == "faces" && $3 != "" && $5 != "" {
        k = $3 "," $5 "," $10 "," $11
        rows++
        if (n[k] + 0 != $15 || (n[k] && (sum[k] / n[k] - $12) ^ 2 > 1e-24)) bad++
    } END { print rows + 0, bad + 0 }' one/face_scores.csv one/metrics.csv)" "840 0" \
    "metrics has the mean over faces of every score"

# Each person is a fold of their own here, so both repeat over the same.
singles() { awk -F, -v over="$1" '$8 == over && $7 != "" { $1 = $8 = ""; print }' one/singles.csv; }
singles fold >by-fold
singles subject >by-subject
[ -s by-fold ] && cmp -s by-fold by-subject
ok $? "one person a fold: the same intervals over either"

run two two --workers 2
is $? 0 "with two workers"
same=0
for table in face_scores metrics singles; do
    cmp -s "one/$table.csv" "two/$table.csv" || same=1
done
ok $same "two workers give the bytes of one"

# A second analysis of the same kind writes the same tables.
run both one --set "analyses={inference: {use: inference}, bca: {use: inference, interval: bca}}"
is $? 0 "a study may infer in two ways"
is "$(awk -F, 'NR == 1 { last = $NF; next } { n[$NF]++ }
    END { print last, (n["inference"] == n["bca"] && n["bca"] != 0) }' both/singles.csv)" "analysis 1" \
    "the rows of each say whose they are"
grep -v ',bca$' both/singles.csv >first
cmp -s first one/singles.csv
ok $? "and those of the first are the same"

run off one --set score_faces=false
is $? 0 "a study that does not score faces runs"
is "$(wc -l <off/face_scores.csv) $(grep -c ',faces,' off/metrics.csv)" "1 0" "and has none of it"

run bad one --set score_faces=maybe
is $? 2 "what is no truth value is refused"
has said "score_faces is true or false" "with one sentence"
done_testing
