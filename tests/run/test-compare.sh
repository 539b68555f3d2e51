#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Runs beside each other: what differs, by how much, what flips; and folders that
# are not what they should be.
. "$KIT_SRCDIR/tests/tap.sh"
python3 -c '' 2>/dev/null || skip_all "there is no python3"
cd "$scratch" || exit 99
configs=$top/configs

cat >small.yaml <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 6}
networks:
  plain: {use: openblas, model: $configs/networks/offline-plain.yaml}
  separable: {use: openblas, model: $configs/networks/offline-separable.yaml}
explain: {classes: all}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
baselines: {ellipse: {use: ellipse}}
metrics: {overlap: {use: overlap}}
analyses: {inference: {use: inference}}
reports: {tables: {use: csv}}
YAML

run() { # FOLDER ARGUMENT...
    folder=$1
    shift
    "$LIKENESS" run small.yaml --out "$folder" --store store.db --quiet "$@" >/dev/null
}

compare() {
    "$LIKENESS" compare "$@" --store store.db --quiet
}

# cell TABLE COLUMN CONDITION...: of the rows for which Python's CONDITION holds.
cell() {
    python3 - "$@" <<'END'
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1])) if all(eval(c, {}, r) for c in sys.argv[3:])]
print(" ".join(r[sys.argv[2]] for r in rows))
END
}

run a && run b --set explainers.occlusion.window=32
is $? 0 "two studies that differ in one value run"

# ---- What differs ----------------------------------------------------------------------------

compare a b --out ab >said 2>wrong
is $? 0 "their results are compared"
has said "b differs from a in: explainers.occlusion.window 24 -> 32" "what differs is told"
is "$(tail -n 1 said)" ab "the last line is the folder"
is "$(tail -n +2 ab/differences.csv)" "b,explainers.occlusion.window,24,32" "and is a table"
mean=$(cell a/metrics.csv value 'network == ""' 'metric == "iou"' 'baseline == ""' 'protocol == "pooled"')
is "$(cell ab/ablations.csv base_value 'metric == "iou"' 'protocol == "pooled"')" "$mean" "the first run has its own mean"
mean=$(cell b/metrics.csv value 'network == ""' 'metric == "iou"' 'baseline == ""' 'protocol == "pooled"')
is "$(cell ab/ablations.csv value 'metric == "iou"' 'protocol == "pooled"')" "$mean" "and so has the other"
is "$(cell ab/ablations.csv choice 'metric == "iou"')" "run run" "they are compared once, by each protocol"
is "$(cell ab/multiplicity.csv tests 'table == "ablations"' 'metric == "iou"')" 2 "which are two tests"
has ab/report.html "explainers.occlusion.window" "the report says what differs"
has ab/findings.json '"run": "b"' "findings say which run they are of"

compare a b --metric f1 --out f1 >/dev/null
is "$(cell f1/ablations.csv metric 'protocol == "pooled"')" f1 "one metric can be asked for"
refused 2 "--metric fi: no run has scores of that name" "one that is not there is refused" \
    compare a b --metric fi --out f1

compare a a/../b --out again >/dev/null && cmp -s ab/ablations.csv again/ablations.csv
ok $? "the same comparison gives the same bytes"
mkdir other && cp -r a other/a && compare a other/a --out same >said
has said "Their studies, data and programs are the same." "nothing differs from a copy"
has same/ablations.csv ",a-2" "runs of one name are numbered"

# ---- What flips ------------------------------------------------------------------------------

cp -r a flipped
sed 's/,plain,/,X,/; s/,separable,/,plain,/; s/,X,/,separable,/' a/metrics.csv >flipped/metrics.csv
compare a flipped --out flip >said
is "$(cell flip/choices.csv tau 'metric == "iou"')" -1 "networks that change places are seen"
is "$(cell flip/choices.csv best_changed 'metric == "iou"')" 2 "another one is best"
has said "best in 2, own minus wrong" "which is told"

# ---- Folders that are not ---------------------------------------------------------------------

refused 2 "nowhere is not the folder of a finished run: nowhere/provenance.json: No such file" \
    "a missing folder is named" compare a nowhere
mkdir empty
refused 2 "empty is not the folder of a finished run" "so is one without results" compare a empty
echo '{"program": "x"}' >empty/provenance.json
refused 2 "it has no study" "and one whose provenance is no run's" compare a empty
refused 2 "ab was made by \`likeness compare\`" "and a comparison" compare a ab
refused 2 "a and ./a are one folder" "a run is not compared with itself" compare a ./a
refused 2 "--out b is one of the runs" "nor written over" compare a b --out b
cp -r a cut
head -c 3000 a/metrics.csv >cut/metrics.csv
refused 2 "the file ends within this line; run the study again" "a cut file is refused" \
    compare a cut --out no
has said "cut/metrics.csv:$(wc -l <cut/metrics.csv | awk '{ print $1 + 1 }'):" "with its line"
awk -F, -v OFS=, 'NR == 3 { $12 = "much" } 1' a/metrics.csv >cut/metrics.csv
refused 2 "cut/metrics.csv:3:" "so is a number that is none" compare a cut --out no
has said "\`much\` in the column" "with its column"
rm cut/metrics.csv
refused 2 "cut has no metrics.csv" "a run without tables is told apart" compare a cut --out no
sed 's/"output_version": 1/"output_version": 7/' a/provenance.json >cut/provenance.json
refused 2 "cut has tables of version 7" "and one of another version" compare a cut --out no
done_testing
