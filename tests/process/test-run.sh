#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Whole runs whose explainer and metric are programs in Python.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs
examples=$top/sdk/examples/python
find_python || skip_all "there is no Python with NumPy (Debian: python3-numpy)"

# study FILE: lines of explainers come from standard input.
study() {
    {
        cat <<YAML
study: programs
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 3}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics:
  overlap: {use: overlap}
  similarity: {use: similarity}
  dice: {use: process, command: [$python, $examples/dice.py]}
reports: {tables: {use: csv}}
explain: {classes: predicted}
explainers:
YAML
        cat
    } >"$1"
}

# run STUDY OUT WORKERS: with a store of its own
run() {
    "$LIKENESS" run "$1" --store "$2.db" --workers "$3" --quiet --out "$2" >said 2>&1
}

study works.yaml <<YAML
  own: {use: occlusion, window: 16, stride: 16, fill: colour, colour: [128, 128, 128]}
  python: {use: process, command: [$python, $examples/occlude.py, 16, 16]}
  rows: {use: process, command: [$python, rows.py]}
  noise: {use: process, command: [$python, noise.py], segmenter: {use: grid, rows: 4, columns: 4}}
YAML
sed -n '/^def occlude/,/^```$/p' "$top/docs/process.md" |
    sed '1i import likeness_process, numpy
$d' >rows.py
cat >noise.py <<'PY'
import likeness_process

likeness_process.explainer(lambda view, classes, request: request.random.random((len(classes), 16)))
PY
run works.yaml one 1
is $? 0 "a study runs with explainers and a metric in Python, those of docs/ too"
"$python" - <<'PY'
import csv

rows = [row for row in csv.DictReader(open("one/similarity.csv"))
        if (row["a"], row["b"], row["metric"]) == ("own", "python", "pearson")]
assert rows and all(float(row["value"]) > 1 - 1e-6 for row in rows), rows
PY
ok $? "its maps are those of the plugin occlusion"
"$python" - <<'PY'
import csv


def scores(metric):
    """By what they are of, but not the metric and its chance."""
    return {tuple(row.values())[:10]: float(row["value"]) for row in csv.DictReader(open("one/metrics.csv"))
            if row["metric"] == metric and row["baseline"] in ("", "wrong")}


f1, value = scores("f1"), scores("value")
assert value and f1.keys() == value.keys()
assert all(abs(f1[key] - value[key]) < 1e-12 for key in f1)
PY
ok $? "its values are the f1 of the plugin overlap"

sed -n '/^def dice/,$p' "$examples/dice.py" >program
sed -n '/^def dice/,/^```$/p' "$top/docs/process.md" | sed '$d' >shown
cmp -s program shown
ok $? "docs/process.md shows the metric that was tested"

run works.yaml two 2
is $? 0 "two workers run it"
same=0
for table in one/*.csv; do
    [ "$table" = one/effort.csv ] || cmp -s "$table" "two/${table#one/}" || same=1
done
ok $same "and give the same bytes as one, random numbers included"
sed 's/^seed: 1/seed: 2/' works.yaml >other.yaml
run other.yaml other 2
cmp -s one/metrics.csv other/metrics.csv
is $? 1 "another seed gives other random numbers"

study fails.yaml <<YAML
  works: {use: process, command: [$python, $examples/occlude.py, 24, 24]}
  fails: {use: process, command: [$python, $examples/occlude.py, 24, 0]}
YAML
run fails.yaml fails 1
is $? 1 "a program that fails costs cells"
has fails/failures.csv "says: ValueError: range() arg 3 must not be zero" "with its sentence"
grep ",value," fails/metrics.csv | grep -q ",works,"
ok $? "and the run goes on"
done_testing
