#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Explanations against the networks they explain, through the whole program.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >study.yaml <<YAML
study: faithfulness
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 3}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
explain: {classes: label}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
metrics: {curves: {use: deletion-insertion}, sets: {use: perturbation, subsets: 10, share: 0.4}, simple: {use: complexity}}
reports: {tables: {use: csv}}
YAML

run() { # FOLDER STORE ARGUMENT...
    folder=$1
    store=$2
    shift 2
    "$LIKENESS" run study.yaml --store "$store.db" --out "$folder" --quiet "$@" >said 2>&1
}

run one one --workers 1
is $? 0 "a study with metrics of explanations runs"
is "$(head -n 1 one/faithfulness.csv)" \
    "study,item,face,label,subject,fold,network,explainer,class,metric,value,chance" "its table has these columns"
# Three faces, each with four curves' areas, five values of sets and three of the map.
is "$(awk -F, 'NR > 1 { $11 == "" ? none++ : some++ } END { print some + 0, none + 0 }' one/faithfulness.csv)" \
    "36 0" "each explanation has each value"

run two two --workers 2
is $? 0 "with two workers"
cmp -s one/faithfulness.csv two/faithfulness.csv
ok $? "two workers give the bytes of one"

# What an interrupted run leaves: the explanations, and some of the metrics.
run part part --set metrics="{curves: {use: deletion-insertion}}"
is $? 0 "with one of the metrics"
run part part --workers 2
is $? 0 "and then with the others"
cmp -s one/faithfulness.csv part/faithfulness.csv
ok $? "what was in the store gives the same bytes"

run other other --set metrics.sets.subsets=11
is $? 0 "with other sets of segments"
# How rows share passes follows from how many there are, and rounding from that.
changed() {
    awk -F, 'NR == FNR { v[$2, $10] = $11; next }
        (v[$2, $10] - $11) ^ 2 > 1e-10 { print $10 }' one/faithfulness.csv \
        other/faithfulness.csv | sort -u | paste -sd ' '
}
is "$(changed)" "faithfulness_correlation infidelity sensitivity_n" "only what is drawn is different"

# A view at no distance, explained again, has the very heatmap that it had.
run again again --set metrics="{again: {use: robustness, samples: 2, radius: 0}}" \
    --set explainers.lime="{use: lime, samples: 50}" --workers 1
is $? 0 "with a metric that explains again"
is "$(awk -F, '$10 == "max_sensitivity" { print $8, $11 }' again/faithfulness.csv | sort | uniq -c | xargs)" \
    "3 lime 0 3 occlusion 0" "explained again, a view has the same bits"
is "$(awk -F, '$10 == "seed_consistency" && $11 == 1 { print $8 }' again/faithfulness.csv | uniq -c | xargs)" \
    "3 occlusion" "an explainer that draws gives others with other numbers"

# Its heatmaps say how often it was called; the first was for the explanation.
mkdir plugins
cp "$KIT_BUILDDIR/tests/run/.libs/changing.so" plugins/
run idle idle --set metrics="{again: {use: robustness, samples: 0}}" \
    --set explainers="{changing: {use: changing}}" --set plugin_path="$scratch/plugins" --workers 1
is $? 0 "with an explainer that says that it draws nothing"
is "$(awk -F, '$10 == "seed_consistency" { print $11 }' idle/faithfulness.csv | xargs)" "1 1 1" \
    "it is not run again for another draw"
is "$(awk -F, '$10 == "random_logit" && $11 < 0.9' idle/faithfulness.csv | wc -l)" 3 \
    "but for another class"
is "$(awk -F, '$11 == "" { print $10 }' idle/faithfulness.csv | sort | uniq -c | xargs)" \
    "3 avg_sensitivity 3 local_lipschitz 3 max_sensitivity" "and not for views nearby, without samples"

noisy="{noisy: {use: robustness, samples: 2}, road: {use: road}}"
run near near --set metrics="$noisy" --workers 1
run close close --set metrics="$noisy" --workers 2
cmp -s near/faithfulness.csv close/faithfulness.csv
ok $? "noise is the same for any number of workers"
is "$(awk -F, '$10 == "max_sensitivity" && $11 > 0' near/faithfulness.csv | wc -l)" 3 \
    "noise changes the heatmap"
is "$(awk -F, '$10 ~ /^road/ && $11 != "" && $12 != ""' near/faithfulness.csv | wc -l)" 12 \
    "beside each value of ROAD is that of random heatmaps"
done_testing
