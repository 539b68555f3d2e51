#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Cross-validation through the whole program: items dealt to folds, and networks
# that are opened once for each.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >study.yaml <<YAML
study: folds
seed: 3
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 72, people: 12, folds: 1}
folds: {count: 3}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
metrics: {classification: {use: classification}}
analyses: {accuracy: {use: accuracy}}
reports: {tables: {use: csv}, page: {use: html}}
YAML

# run FOLDER ARGUMENT...: with a store of its own, and a study from $study.
study=study.yaml
run() {
    folder=$1
    shift
    "$LIKENESS" run "$study" --store "$folder.db" --out "$folder" --quiet "$@" >said 2>&1
}

# Some columns of a CSV, by its heading, - where empty: columns FILE NAME...
columns() {
    file=$1
    shift
    awk -F, -v names="$*" 'NR == 1 { n = split(names, want, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { s = ""; for (k = 1; k <= n; k++) s = s (k > 1 ? " " : "") ($at[want[k]] == "" ? "-" : $at[want[k]]); print s }' "$file"
}

# same A B: the tables of two folders.
same() {
    for file in "$1"/*.csv; do
        cmp -s "$file" "$2/$(basename "$file")" || echo "$file"
    done
}

# ---- Dealing ---------------------------------------------------------------------------
run one --workers 1
is $? 0 "a study that deals folds runs"
is "$(columns one/folds.csv item | sort -u | wc -l)" 72 "every item has a fold"
is "$(columns one/folds.csv fold | sort -u | paste -sd ' ')" "1 2 3" "there are as many as were asked for"
is "$(columns one/folds.csv subject fold | sort -u | wc -l)" 12 "no subject is in two of them"
is "$(columns one/folds.csv faces | sort -u)" 1 "each item says how many faces it has"
is "$(columns one/predictions.csv item fold | sort -u)" "$(columns one/folds.csv item fold | sort)" \
    "other tables have the same folds"
is "$(columns one/accuracy.csv network fold n | paste -sd ';')" "plain 1 24;plain 2 24;plain 3 24;plain - 72" \
    "each fold has an accuracy, and all of them"
is "$(columns one/accuracy.csv fold accuracy precision recall f1)" \
    "$(columns one/classification.csv fold metric value | awk '{ s[$1] = s[$1] " " $3; if (!n[$1]++) o[++k] = $1 }
        END { for (i = 1; i <= k; i++) print o[i] s[o[i]] }')" "which is that of the metric"
is "$(columns one/predictions.csv predicted right | grep -c '^1 1$')" \
    "$(columns one/confusion.csv fold truth predicted count | awk '$1 == "-" && $2 == $3 { n += $4 } END { print n }')" \
    "right predictions are the diagonal of the confusion matrix"
has one/report.html "<th scope=\"col\">Fold 3</th>" "the page has the accuracies"
has one/report.html "Confusion matrix of plain" "and the confusion matrix"
run two --workers 2
is "$(same one two)" "" "two workers give the tables of one"
run reseeded --set folds.seed=4
columns one/folds.csv item fold >dealt
columns reseeded/folds.csv item fold >dealt.again
! cmp -s dealt dealt.again
ok $? "another seed deals otherwise"
run items --set folds.by=item --set folds.count=6
is "$(columns items/folds.csv label fold | sort | uniq -c | awk '{ print $1 }' | sort -u)" 2 \
    "single items are dealt so that each fold has every label equally often"
run given --set data.folds=2 --set 'folds=~'
is "$(columns given/folds.csv fold | sort -u | paste -sd ' ')" "1 2" "the folds of a source are told, too"
run none --set 'folds=~'
is "$(columns none/folds.csv fold | wc -l)" 0 "without folds there are none to tell"

# ---- What cannot be dealt ----------------------------------------------------------------
# wrong TEXT SENTENCE ARGUMENT...
wrong() {
    text=$1
    sentence=$2
    shift 2
    refused 2 "$text" "$sentence" "$LIKENESS" run "$study" --store wrong.db --out wrong --quiet "$@"
}

wrong "study.yaml:5:1: 12 subjects cannot fill 13 folds: lower \`count\`, or deal single items with by: item" \
    "more folds than subjects" --set folds.count=13
wrong "72 items cannot fill 73 folds: lower \`count\`" "more folds than items" --set folds.count=73 \
    --set folds.by=item
wrong "the source has folds of its own (1 is the first): leave \`folds\` out of the study" \
    "folds of the study beside those of the source" --set data.folds=2
wrong "every item labelled \`sadness\` is in fold" "a label that the network of one fold never learns" \
    --set data.count=7 --set folds.count=2

mkdir -p pile/happiness pile/anger
for label in happiness anger; do
    cp "$top/tests/golden/sources/png/rgb8.png" pile/$label/one.png
    cp "$top/tests/golden/sources/png/rgb8.png" pile/$label/two.png
done
wrong "anger/one.png has no subject, so folds cannot keep people apart" "items of nobody" \
    --set "data={use: folder, path: $scratch/pile}"

# ---- A network for each fold -------------------------------------------------------------
mkdir trained
for fold in 1 2 3; do
    "$LIKENESS" export offline-plain --set networks.network.random_weights=$fold \
        --safetensors trained/small_CV$fold.safetensors >said 2>&1
    is $? 0 "the weights of fold $fold are there"
done

study=folded.yaml
model=$configs/networks/offline-plain.yaml
cat >folded.yaml <<YAML
study: folded
seed: 3
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 18, people: 6, folds: 1}
folds: {count: 3}
networks:
  folded:
    use: openblas
    model: $model
    weights: trained/small_CV{fold}.safetensors
  one: {use: openblas, model: $model, weights: trained/small_CV1.safetensors}
  two: {use: openblas, model: $model, weights: trained/small_CV2.safetensors}
  three: {use: openblas, model: $model, weights: trained/small_CV3.safetensors}
controls: {randomised: {randomise: dense}}
explain: {classes: label}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}, alike: {use: similarity}, simple: {use: complexity}}
reports: {tables: {use: csv}, page: {use: html}}
YAML

# held_out TABLE COLUMN...: what the folded network has, and what the network of each
# item's own fold has, without the networks' names.
held_out() {
    table=$1
    shift
    columns "$table" network fold "$@" | awk '$1 == "folded"' | cut -d' ' -f2- | sort >folded.rows
    columns "$table" network fold "$@" |
        awk '$1 == "one" && $2 == 1 || $1 == "two" && $2 == 2 || $1 == "three" && $2 == 3' |
        cut -d' ' -f2- | sort >single.rows
    [ -s folded.rows ] || echo "no rows"
    cmp folded.rows single.rows
}

run folded --workers 1
is $? 0 "a study whose network is another for each fold runs"
is "$(columns folded/predictions.csv item class probability | sort -u | wc -l)" $((18 * 6 * 3)) \
    "(the three networks answer each face otherwise)"
is "$(held_out folded/predictions.csv item class probability)" "" "each item is shown to the network of its own fold"
is "$(held_out folded/items.csv item class measure value)" "" "and explained by it"
is "$(held_out folded/faithfulness.csv item class metric value)" "" "and held against it"
is "$(held_out folded/controls.csv item control class metric value)" "" "whose twin is one of its own"
is "$(columns folded/metrics.csv protocol network fold label metric value | awk '$1 == "fold" && $2 == "folded"' | wc -l)" \
    "$(columns folded/metrics.csv protocol network fold label metric value | awk '$1 == "fold" && $2 == "one"' | wc -l)" \
    "its maps are scored as those of any network"
is "$(grep -o 'failed and are missing' folded/report.html | wc -l)" 0 "its pictures are there"
is "$(columns folded/networks.csv network | paste -sd ' ')" "folded one two three" "it is one network"
run folded2 --workers 2
is "$(same folded folded2)" "" "two workers give the tables of one"

# Killed when half of the results are there, and run again.
"$LIKENESS" run folded.yaml --store killed.db --out killed --quiet --workers 2 >/dev/null 2>&1 &
pid=$!
results() {
    "$LIKENESS" store info --store "$1.db" 2>/dev/null | awk -F, 'NR > 1 { n += $2 } END { print n + 0 }'
}
total=$(results folded2)
while [ "$(results killed)" -lt $((total / 2)) ] && kill -0 $pid 2>/dev/null; do
    sleep 0.02
done
kill -9 $pid 2>/dev/null
ok $? "a run is killed in the middle"
wait $pid 2>/dev/null
run killed
is "$(same folded killed)" "" "run again, it gives the same tables"

refused 0 "networks     folded (openblas)" "check opens the networks of folds" \
    "$LIKENESS" check folded.yaml --store check.db
wrong "folded is another network for each {fold}, and the items have no folds: deal them, folds: {count: N}" \
    "{fold} where there are none" --set 'folds=~'
refused 2 "trained/small_CV4.safetensors" "a fold whose weights are not there is told before anything is computed" \
    "$LIKENESS" check folded.yaml --store check.db --set folds.count=4
wrong "folded, fold 2 cannot be opened: another network has that name; rename it" \
    "a network that is called as the fold of another" \
    --set "networks={folded: {use: openblas, model: '$model', weights: 'trained/small_CV{fold}.safetensors'}, 'folded, fold 2': {use: openblas, model: '$model'}}"
cp "$model" input1.yaml
sed 's/width: 48, height: 48/width: 40, height: 40/' "$model" >input2.yaml
cp "$model" classes1.yaml
sed 's/^classes: \[happiness, sadness/classes: [sadness, happiness/' "$model" >classes2.yaml
for what in input classes; do
    wrong "folded, fold 2 has another $what than folded, fold 1" "folds that differ in their $what" --set folds.count=2 \
        --set "networks={folded: {use: openblas, model: '$what{fold}.yaml', random_weights: 1}}"
done

# A fold's name comes from the data, and stands in paths.
mkdir -p named/happiness
cp "$top/tests/golden/sources/png/rgb8.png" named/happiness/one.png
printf 'file,label,subject,fold\nhappiness/one.png,happiness,anna,../two\n' >named/list.csv
wrong "the fold's name cannot stand in the name of a file" "a fold whose name is a path" --set 'folds=~' \
    --set "data={use: folder, path: $scratch/named, manifest: $scratch/named/list.csv}"
done_testing
