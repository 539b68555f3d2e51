#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What the reports of a run wrote is told, and none writes over another.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs

cat >study.yaml <<YAML
study: reports
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 1}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
explain: {classes: predicted}
reports: {tables: {use: csv}, page: {use: html}}
YAML

run() { # NAME ARGUMENT...
    name=$1
    shift
    "$LIKENESS" run study.yaml --store store.db --out "$name" "$@" >"$name.said" 2>"$name.log"
}

# What provenance.json says of a report.
told() { # NAME REPORT KEY
    python3 -c 'import json, sys
for r in json.load(open(sys.argv[1]))["reports"]:
    if r["report"] == sys.argv[2]: print(r.get(sys.argv[3], ""))' "$1/provenance.json" "$2" "$3"
}

run plain
is $? 0 "two reports of different files get along"
is "$(told plain page files)" "['report.html']" "provenance.json has the file of the page"
told plain tables files | grep -q "'effort.csv'"
ok $? "provenance.json has the tables"

run twice --set 'reports.late={use: html}'
is $? 1 "two reports of one file are a failure"
is "$(told twice late failure)" "report.html is a file of the report page too: keep one of the two" \
    "the later of them is told why"
grep -qF "late: report.html is a file of the report page too" twice.log
ok $? "so is who looks at the run"
is "$(told twice page files)" "['report.html']" "the file is the first one's"
[ -s twice/report.html ]
ok $? "the file is there"

refused 2 "$scratch/nowhere, where plugins should be, is no folder" \
    "a plugin_path that is no folder is refused" \
    "$LIKENESS" check study.yaml --set "plugin_path=$scratch/nowhere"
done_testing
