#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Two explainers, or metrics, that ask a network for the same samples cost the passes of one.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

networks="  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  dense: {use: openblas, model: $configs/networks/offline-plain.yaml, coalitions: dense}"

# study EXPLAINERS: with one line for each, as $networks has.
study() {
    cat <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 3}
networks:
$networks
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

# Explained again, explainers find what others asked for, too.
noisy='metrics: {noisy: {use: robustness, samples: 2}}'
{ study "$first
$steep" && echo "$noisy"; } >noisy.yaml
{ study "$steep" && echo "$noisy"; } >noisy-alone.yaml
run noisy noisy.db --workers 1
is $? 0 "a metric that explains again measures two explainers of the same samples"
run noisy-alone noisy-alone.db --workers 1
grep ,steep, noisy-alone/faithfulness.csv >wanted
grep ,steep, noisy/faithfulness.csv >found
[ -s wanted ] && cmp -s wanted found
ok $? "the second with the bytes that it has alone"
is "$(effort plain steep passes noisy) $(effort plain steep recalled noisy)" "600 600" \
    "what metrics ask for is no effort of the explainer"

# A network that notes each picture that it is asked for.
cat >net.yaml <<YAML
name: net
input: {channels: 3}
view: {box: face, width: 12, height: 12}
normalise: {divide: 255}
output: probability
classes: [happiness, sadness, anger]
YAML
noting="use: process, command: [$KIT_BUILDDIR/tests/backends/answering, note, $scratch/pictures]"
networks="  net: {$noting, activation: softmax, batch: 1, model: net.yaml}"
coarse='  coarse: {use: occlusion, window: 6, stride: 6}'
fine='  fine: {use: occlusion, window: 4, stride: 4}'

# measured NAME EXPLAINERS [CLASSES]: explain, and then measure; $asked is what that asked for.
measured() {
    study "$2" | sed "s/classes: predicted/classes: ${3-predicted}/" >"$1.yaml"
    run "$1" "$1.db" --workers 1
    echo 'metrics: {curves: {use: deletion-insertion, parts: squares, squares: 3}}' >>"$1.yaml"
    : >pictures.noted
    run "$1" "$1.db" --workers 1
    ended=$?
    asked=$(wc -l <pictures.noted | xargs)
}

# The curves of an explanation have 2 x 8 pictures and both ends, 10 random ones 10 x 8
# and both ends again.
measured both "$coarse
$fine"
is $ended 0 "a study measures two explainers"
is "$asked" $((3 * (2 * (16 + 2) + 80 + 2))) "three faces' random curves are asked for once for both"
cp both/faithfulness.csv one.csv
run both fresh-both.db --workers 2
cmp -s one.csv both/faithfulness.csv
ok $? "two workers give the bytes of one"
is "$(awk -F, 'NR > 1 { print $2, $10, $12 }' both/faithfulness.csv | sort -u | wc -l | xargs)" 12 \
    "and chance is the same for both"
for name in coarse fine; do
    measured $name "$(printf '%s\n' "$coarse" "$fine" | grep $name:)"
    is "$asked" $((3 * (16 + 2 + 80 + 2))) "$name alone has to ask for its own"
    grep ",$name," "$name/faithfulness.csv" >wanted
    grep ",$name," one.csv >found
    grep -q ',[0-9.]*,[0-9.]\{3,\}$' wanted && cmp -s wanted found
    ok $? "and gets the bytes that it has beside the other"
done
measured every "$coarse
$fine" all
is "$asked" $((3 * (2 * 3 * (16 + 2) + 80 + 2))) "three classes share them, too"
done_testing
