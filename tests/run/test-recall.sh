#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Two explainers that ask a network for the same samples cost the passes of one.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

# study EXPLAINERS: with one line for each.
study() {
    cat <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 3}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  dense: {use: openblas, model: $configs/networks/offline-plain.yaml, coalitions: dense}
explain: {classes: predicted}
explainers:
$1
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
reports: {tables: {use: csv, times: true}}
YAML
}

run() { # STUDY STORE ARGUMENT...
    name=$1 store=$2
    shift 2
    "$LIKENESS" run "$name.yaml" --out "$name" --store "$store" --quiet "$@" >said 2>&1
}

# effort NETWORK EXPLAINER COLUMN FOLDER
effort() {
    awk -F, -v name="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
        $1 == "'"$1"'" && $2 == "'"$2"'" { print $at }' "$4/effort.csv"
}

first='  first: {use: lime, samples: 200}'
steep='  steep: {use: lime, samples: 200, ridge: 5, kernel_width: 0.5}'
other='  other: {use: lime, samples: 200, fill: mean}'
fewer='  fewer: {use: lime, samples: 150}'
study "$first
$steep
$other
$fewer" >all.yaml
study "$steep" >alone.yaml
study "$first
$other" >two.yaml

run all all.db --workers 1
is $? 0 "a study of four explainers ends well"
is "$(effort plain first recalled all)" 0 "the first of them asks the network"
is "$(effort plain steep recalled all)" 600 "the second, with the same samples, finds its scores"
is "$(effort dense steep recalled all)" 600 "so it does where a network takes pictures one by one"
is "$(effort plain steep passes all)" 600 "passes are told as if it had paid"
is "$(effort plain other recalled all)" 0 "another fill is another question"
is "$(effort plain fewer recalled all)" 0 "so are fewer samples"
for column in predicted_saving checked difference; do
    is "$(effort plain steep $column all)" "$(effort plain first $column all)" \
        "what was found tells what it once took: $column"
done

run alone alone.db
is $? 0 "a study of one explainer ends well"
is "$(grep -c ,steep, alone/items.csv)" "$(grep -c ,steep, all/items.csv)" "with as many rows"
grep ,steep, alone/items.csv >wanted
grep ,steep, all/items.csv >found
cmp -s wanted found
ok $? "which are the bytes of the one that found its scores"
is "$("$LIKENESS" store info --store alone.db | grep -c scores)" 0 \
    "scores are not kept where nobody else can ask for them"

run two all.db
is "$(effort plain first recalled two)" 0 "an explanation that is in the store asks for nothing"
run all fresh.db --workers 2 --set reports.tables.times=false
cp all/effort.csv with-two.csv
run all all.db --workers 1 --set reports.tables.times=false
cmp -s with-two.csv all/effort.csv
ok $? "two workers write the bytes of one"
done_testing
