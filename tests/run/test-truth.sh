#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Explanations against what makes the label, through the whole program. The source `truthful`
# knows it: a red square is the cause, a blue one in a corner the shortcut. One network reads
# the one colour alone, the other the other.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99

# Float32, little-endian: of red, green and blue what `calm` and `loud` get, then the biases.
network() { # NAME RED BLUE
    printf "\\0\\0\\0\\0$2\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0$3\\0\\0\\0\\0\\0\\0\\300\\277" >"$1.bin"
    cat >"$1.json" <<JSON
[{"paths": ["$1.bin"], "weights": [
  {"name": "colour/filters", "shape": [1, 1, 3, 2], "dtype": "float32"},
  {"name": "colour/bias", "shape": [2], "dtype": "float32"}]}]
JSON
    cat >"$1.yaml" <<YAML
name: $1
input: {channels: 3}
view: {box: whole, width: 32, height: 32}
normalise: {subtract: 0, divide: 255}
output: probability
classes: [calm, loud]
weights: {tfjs: $1.json}
layers:
  - {name: colour, kind: conv, filters: 2, kernel: 1}
  - {name: mean, kind: globalavg, activation: softmax}
YAML
}
none='\0\0\0\0' some='\0\0\200\102' # 64
network honest "$some" "$none"
network cheat "$none" "$some"

cat >study.yaml <<YAML
study: truth
seed: 1
labels: [calm, loud]
plugin_path: $KIT_BUILDDIR/tests/run/.libs
data: {use: truthful}
networks: {honest: {use: openblas, model: honest.yaml}, cheat: {use: openblas, model: cheat.yaml}}
explain: {classes: all}
explainers: {occlusion: {use: occlusion, window: 8, stride: 8}, blind: {use: faulty, how: blind}}
binarise: {otsu: {use: otsu}}
baselines: {random: {use: random}}
metrics: {ranking: {use: ranking, top: 64}, overlap: {use: overlap}}
analyses: {inference: {use: inference}}
reports: {tables: {use: csv}, answer: {use: text}, page: {use: html}}
truth: true
YAML

run() { # FOLDER STORE ARGUMENT...
    folder=$1
    store=$2
    shift 2
    "$LIKENESS" run study.yaml --store "$store.db" --out "$folder" --quiet "$@" >said 2>&1
}

run one one --workers 1
is $? 0 "a study whose source knows the truth runs"
is "$(head -n 1 one/truth.csv)" \
    "study,item,face,label,subject,fold,network,explainer,class,mask,binarise,baseline,metric,value" \
    "its table has these columns"
is "$(awk -F, 'NR > 1 { print $4, $9 }' one/truth.csv | sort -u | xargs)" "loud loud" \
    "only explanations of an item's own label are held against what makes it"
# 8 loud faces, 2 networks, 2 explainers, cause and shortcut, 14 values of the own map, of random
# pixels and of chance.
is "$(awk 'END { print NR - 1 }' one/truth.csv)" 2688 "each of them has each value"

# What all faces have in a value: NETWORK EXPLAINER MASK BASELINE METRIC
values() {
    awk -F, -v of="$*" '$7 " " $8 " " $10 " " $12 " " $13 == of { print $14 }' one/truth.csv | sort -u | xargs
}
is "$(values honest occlusion cause '' roc_auc)" 1 "what reads the cause is found to"
is "$(values cheat occlusion shortcut '' roc_auc)" 1 "what reads the shortcut is found to"
is "$(values cheat occlusion shortcut '' iou)" 1 "in its very pixels"
is "$(values honest occlusion cause chance roc_auc) $(values cheat occlusion shortcut chance roc_auc)" "0.5 0.5" \
    "beside it is chance"
# The other square is flat, and ties with all but the square that is read: 480 of 960 pairs, and
# of the 64 others none.
is "$(values honest occlusion shortcut '' roc_auc | cut -c 1-7) $(values cheat occlusion cause '' roc_auc | cut -c 1-7)" \
    "0.46666 0.46666" "and not where the network does not look"
# The squares of a, d and g are in the same place.
is "$(awk -F, '$2 ~ /^[adg]1$/ && $7 == "honest" && $8 == "occlusion" && $10 == "cause" && $12 == "random" &&
    $13 == "iou" { print $14 }' one/truth.csv | sort -u | wc -l)" 3 "random pixels are drawn anew for each face"

# Whatever it explains, `blind` marks stripes that lie in the corner of the shortcut.
tr '\n' ' ' <one/answer.txt >answer
has answer "Of 2 networks, the cause is found by occlusion in 1, by blind in none." "the answer counts who finds it"
has answer "honest: occlusion finds the cause (1.000; chance has 0.500)" "and says who finds it in which network"
has answer "cheat looks at the shortcut: it is marked rather than the cause by occlusion (1.000 against 0.467)" \
    "who cheats is exposed"
has answer "The explainers disagree about honest" "who does not is not, where explainers disagree"
has one/report.html '<section id="truth">' "the page has a section of it"

run two two --workers 2
is $? 0 "with two workers"
same=0
for table in one/*.csv; do
    cmp -s "$table" "two/${table#*/}" || [ "$table" = one/effort.csv ] || same=1
done
ok $same "two workers give the bytes of one"

run control one --set "controls={randomised: {randomise: all}}"
is $? 0 "a study with random weights runs"
tr '\n' ' ' <control/answer.txt >answer
has answer "cheat looks at the shortcut: it is marked rather than the cause by occlusion (1.000 against 0.467). Not exposed by blind." \
    "what marks the same with random weights accuses nobody"
! grep -q disagree answer
ok $? "so that nobody disagrees about who is honest"
is "$(awk -F, '$8 == "blind" && $13 == "roc_auc" && ($12 == "" || $12 == "randomised") { print $2, $7, $10, $14 }' control/truth.csv |
    sort | uniq -c | awk '{ print $1 }' | sort -u)" 2 "its scores are those of the network itself"

# The same weights for each of two folds; of the network without a fold, none could be opened.
for fold in 1 2; do
    cp honest.json "honest_$fold.json"
done
run folds folds --workers 2 --set "folds={count: 2}" --set "networks.honest.weights=honest_{fold}.json"
is "$? $(awk -F, 'NR > 1 { print $6 }' folds/truth.csv | sort -u | xargs)" "0 1 2" "each fold has a network of its own"
for folder in one folds; do
    cut -d, -f 1-5,7- $folder/truth.csv >$folder.rows
done
cmp -s one.rows folds.rows
ok $? "whose scores are those of its own explanations"

run off one --set truth=false
is "$? $(wc -l <off/truth.csv)" "0 1" "a study that does not ask has none of it"
run none none --set data.tells=nothing
is $? 2 "a source that does not know it is refused"
has said "study.yaml:14:8: the source \`truthful\` does not know what makes the labels of its items" \
    "with a sentence that says where"
run none none --set metrics="{curves: {use: deletion-insertion}}"
is $? 2 "so is a study without a metric for it"
has said "the study needs metrics: to hold a heatmap against the truth" "with a sentence"

for wrong in shape value; do
    run "$wrong" "$wrong" --set "data.tells=wrong-$wrong"
    is $? 1 "a mask of a wrong $wrong costs a cell"
    is "$(grep -c '^truth,a1,"\?its cause ' "$wrong/failures.csv") $(wc -l <"$wrong/failures.csv")" "1 2" "with one sentence"
    is "$(grep -v ',a1,' one/truth.csv | cmp - "$wrong/truth.csv" && echo same)" same "and no other face"
done
done_testing
