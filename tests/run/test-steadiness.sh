#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Explainers that differ in how many segments they cut, through the whole program.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

# `usual` says nothing of its segments: they are 30, by the plugin.
cat >study.yaml <<YAML
study: steadiness
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 6}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
explain: {classes: label}
explainers:
  usual: {use: ablation}
  in: {use: ablation, leave: in}
  coarse: {use: ablation, segmenter: {use: slic, segments: 10, compactness: 20}}
  fine: {use: ablation, segmenter: {use: slic, segments: 90, compactness: 20}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
metrics: {alike: {use: similarity}}
analyses: {steady: {use: steadiness}}
reports: {tables: {use: csv}, page: {use: html}}
YAML

run() { # FOLDER ARGUMENT...
    folder=$1
    shift
    "$LIKENESS" run study.yaml --store "$folder.db" --out "$folder" --quiet "$@" >said 2>&1
}

run one --workers 1
is $? 0 "a study of variants runs"
is "$(head -n 1 one/steadiness.csv)" \
    "base,key,span,a,b,a_number,b_number,align,metric,value,n,analysis" "its table has these columns"
is "$(awk -F, '$9 == "pearson" { print $1, $2, $3, $4, $5, $6, $7, $8, $11, $12 }' one/steadiness.csv)" \
    "usual segmenter.segments neighbours coarse usual 10 30 frame 6 steady
usual segmenter.segments neighbours usual fine 30 90 frame 6 steady
usual segmenter.segments ends coarse fine 10 90 frame 6 steady" "neighbours and ends are compared"

# similarity.csv: label,explainer,align,a,b,metric,value,between,network
means() {
    awk -F, '$8 == "explainers" && $4 != "in" && $5 != "in" { n[$6 " " $4 " " $5]++; v[$6 " " $4 " " $5] += $7 }
        END { for (k in n) printf "%s %.9f\n", k, v[k] / n[k] }' one/similarity.csv | sort
}
# The study names `usual` before `coarse`.
told() {
    awk -F, 'NR > 1 { printf "%s %s %.9f\n", $9, $5 == "usual" ? "usual coarse" : $4 " " $5, $10 }' \
        one/steadiness.csv | sort
}
is "$(told)" "$(means)" "each value is the mean over expressions"
is "$(means | wc -l)" 9 "in each metric"
grep -q "<code>segmenter.segments</code> from 10 to 90" one/report.html
is $? 0 "the page says so"

run two --workers 2
cmp -s one/steadiness.csv two/steadiness.csv
ok $? "two workers give the bytes of one"
done_testing
