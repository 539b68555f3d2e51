#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Whole runs whose networks are computed by other programs: what these do wrong
# costs cells, never the run, and results follow the files that they are made of.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs
answering=$KIT_BUILDDIR/tests/backends/answering

cat >net.yaml <<'YAML'
name: net
input: {channels: 3}
view: {box: face, width: 12, height: 12}
output: probability
classes: [happiness, sadness, anger]
YAML
echo 1 >number

# study FILE: lines of networks come from standard input.
study() {
    {
        cat <<YAML
study: programs
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 3}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}}
reports: {tables: {use: csv}}
explain: {classes: predicted}
explainers: {occlusion: {use: occlusion, window: 6, stride: 6}}
networks:
YAML
        cat
    } >"$1"
}

run() { # STUDY OUT
    "$LIKENESS" run "$1" --store store.db --workers 1 --quiet --out "$2" >said 2>&1
}

study all.yaml <<YAML
  works: {use: process, command: [$answering, good], activation: softmax, model: net.yaml}
  dies: {use: process, command: [$answering, die], activation: softmax, model: net.yaml}
  crashes: {use: process, command: [$answering, crash], activation: softmax, model: net.yaml}
  hangs: {use: process, command: [$answering, hang], activation: softmax, model: net.yaml, start_seconds: 0.2}
  babbles: {use: process, command: [$answering, greet], activation: softmax, model: net.yaml}
YAML
run all.yaml all
is $? 1 "a run whose programs fail ends with the code of failed cells"
has all/failures.csv "no memory for the weights" "a program that dies is a failed cell with its last words"
has all/failures.csv "SIGABRT" "a program that crashes is a failed cell"
has all/failures.csv "did not answer within 0.2 s" "a program that hangs is a failed cell"
has all/failures.csv "Loading the model" "a program that says something else is a failed cell"
is "$(grep -c works all/failures.csv)" 0 "and a program that works is none"
is "$(cut -d, -f1 all/predictions.csv | sort -u | grep -c -E '^(dies|crashes|hangs|babbles)$')" 0 \
    "what failed has no prediction"
[ "$(grep -c works all/metrics.csv)" -gt 0 ]
ok $? "the run goes on: the network that works has its scores"

study once.yaml <<YAML
  net: {use: process, command: [$answering, once, started], activation: softmax, model: net.yaml}
YAML
run once.yaml once
is $? 1 "a program that dies once costs a cell"
is "$(($(wc -l <once/failures.csv) - 1))" 1 "and one only: it is started anew"

study reads.yaml <<YAML
  net: {use: process, command: [$answering, read, number], activation: softmax, model: net.yaml}
YAML
run reads.yaml before
has before/predictions.csv "happiness,0.5761" "a program finds files beside the study"
run reads.yaml again
cmp -s before/predictions.csv again/predictions.csv
ok $? "and gives the same from the store"
echo 2 >number
run reads.yaml after
cmp -s before/predictions.csv after/predictions.csv
is $? 1 "a file that the command names is in the key of its results"

study pipes.yaml <<YAML
  net: {use: process, command: [no-such-program], activation: softmax, model: net.yaml}
YAML
run pipes.yaml pipes
is $? 2 "a program that is not there ends the run before it begins"
has said "there is no program \`no-such-program\`" "with a sentence that says so"
done_testing
