#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What stands in a network's place, and what its scores are called, through the
# whole program: the mean face, and an oracle.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
configs=$top/configs
golden=$top/tests/golden/geometry

run() { # STUDY ARGUMENT...
    "$LIKENESS" run --store "$scratch/store.db" --quiet "$@" >said 2>&1
}

# rows FOLDER BASELINE METRIC: how many rows of metrics.csv have a value, and how many have none.
# study,protocol,network,fold,label,explainer,align,mask,binarise,baseline,metric,value
rows() {
    awk -F, -v baseline="$2" -v metric="$3" '
        $10 == baseline && $11 == metric { $12 == "" ? none++ : some++ }
        END { print some + 0, none + 0 }' "$1/metrics.csv"
}

# ---- Faces that the study has ---------------------------------------------------------------

cat >faces.yaml <<YAML
study: faces
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 2}
networks: {plain: {use: openblas, model: $configs/networks/offline-plain.yaml}}
explain: {classes: label}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}, top: {use: top, share: 0.2}}
baselines: {ellipse: {use: ellipse}, edges: {use: edges}, mean-face: {use: mean-face}}
metrics: {overlap: {use: overlap}, ranking: {use: ranking}, transport: {use: transport}}
reports: {tables: {use: csv}}
YAML
# Two expressions, two binarisers; each face alone, the mean of these, and both pooled.
run faces.yaml --out faces
is $? 0 "a study with baselines of the mean face runs"
for metric in iou kappa roc_auc emd; do
    is "$(rows faces edges $metric)" "12 0" "edges of the mean face have $metric"
    is "$(rows faces mean-face $metric)" "12 0" "the mean face has $metric"
done
is "$(rows faces ellipse roc_auc)" "0 12" "a foreground has no ROC curve"
is "$(rows faces ellipse kappa)" "12 0" "but it has kappa"
is "$(rows faces chance roc_auc)" "12 0" "chance of the ROC curve is in the table"

# The third face is of another expression: it changes nothing but the mean face.
edges() {
    awk -F, '$2 == "pooled" && $5 == "happiness" && $9 == "otsu" && $10 == "edges" &&
        $11 == "iou" { print $12 }' "$1/metrics.csv"
}
run faces.yaml --out more --set data.count=3
is $? 0 "with one more face"
[ -n "$(edges faces)" ] && [ "$(edges faces)" != "$(edges more)" ]
ok $? "the mean face is another"

# ---- Ready-made heatmaps --------------------------------------------------------------------

mkdir maps masks
cp "$golden/face_luminance.npy" maps/net_happiness.npy
cp "$golden/face_edges_smooth.npy" maps/net_sadness.npy
cp "$golden/face.png" masks/happiness.png
cp "$golden/face.png" masks/sadness.png
cat >ready.yaml <<YAML
study: ready
seed: 1
labels: [happiness, sadness]
data: {use: heatmaps, path: maps, pattern: "{network}_{label}.npy"}
masks: {drawn: {use: image, path: masks, pattern: "{label}.png"}}
binarise: {otsu: {use: otsu}, best: {use: best}}
baselines: {mean-face: {use: mean-face}}
metrics: {overlap: {use: overlap}}
reports: {tables: {use: csv}}
YAML
run ready.yaml --out ready
is $? 0 "ready-made heatmaps are scored"
is "$(rows ready mean-face iou)" "0 4" "without a face its baseline is missing"
run ready.yaml --out pictured --set baselines.mean-face.picture="$golden/face.png"
is "$(rows pictured mean-face iou)" "4 0" "and there with a picture in its place"

is "$(awk -F, 'FNR > 1 { print $9 }' ready/metrics.csv | sort -u | paste -sd ' ')" \
    "best:oracle otsu" "tables call an oracle an oracle"
worse=$(awk -F, '$11 == "iou" && $10 == "" { v[$5 "," $9] = $12 }
    END { for (l in v) { split(l, k, ","); n += v[l] > v[k[1] ",best:oracle"] } print n + 0 }' ready/metrics.csv)
is "$worse" 0 "no threshold fits better than the oracle's"
done_testing
