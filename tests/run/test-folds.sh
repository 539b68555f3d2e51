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
reports: {tables: {use: csv}}
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
done_testing
