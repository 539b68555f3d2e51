#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# `likeness score` and `likeness similarity`: the metrics on files, without a
# study. Numbers are those of tests/golden/metrics.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
LIKENESS_CONFIG_PATH=$top/configs
export LIKENESS_CONFIG_PATH
golden=$top/tests/golden/metrics
pictures=$top/tests/golden/sources/png
map=$golden/heatmap_mid_blobs.npy
mask=$golden/mask_mid_eyes.npy

likeness() {
    command=$1
    shift
    "$LIKENESS" "$command" --store "$scratch/store.db" "$@" >out.csv 2>said
}

# value METRIC: what was printed.
value() {
    awk -F, -v metric="$1" '$1 == metric { print $2 }' out.csv
}

# near METRIC NUMBER SENTENCE: to twelve digits.
near() {
    awk -v a="$(value "$1")" -v b="$2" \
        'BEGIN { d = a - b; exit !(a != "" && d <= 1e-12 && -d <= 1e-12) }'
    ok $? "$3"
}

# ---- score -------------------------------------------------------------------------------------

likeness score --heatmap "$map" --mask "$mask"
is $? 0 "arrays are scored"
is "$(head -n 1 out.csv)" "metric,value" "as CSV"
near iou 0.10099750623441396 "IoU is that of scikit-learn"
near kappa 0.10692345283965266 "so is kappa"
near roc_auc 0.6607854977158816 "and ROC AUC"
near wasserstein_rows 11.799882015062387 "the distance of the rows is SciPy's"
is "$(wc -l <out.csv)" 19 "every value of three metrics is there"
is "$(cat said)" "" "and nothing is missing"
cp out.csv first.csv
likeness score --heatmap "$map" --mask "$mask"
cmp -s out.csv first.csv
ok $? "twice it is the same bytes"

likeness score --heatmap "$map" --mask "$mask" --binarise top,share=0.2 --metric overlap
near kappa 0.12332783043499762 "a binariser with a parameter"
is "$(value roc_auc)" "" "only the metric asked for"
likeness score --heatmap "$map" --mask "$mask" --metric ranking,top=768 --metric overlap
near topk_intersection 0.10546875 "a metric with a parameter"
near iou 0.10099750623441396 "beside another"
likeness score --heatmap "$map" --mask "$mask" --metric overlap --binarise best
awk -v best="$(value iou)" 'BEGIN { exit !(best > 0.10099750623441396) }'
ok $? "the oracle's IoU is higher"

# ---- What is missing -----------------------------------------------------------------------------

likeness score --heatmap "$golden/heatmap_mid_constant.npy" --mask "$mask"
is $? 0 "a constant heatmap is no error"
is "$(grep -c ',$' out.csv)" 18 "but every value is empty"
has said "iou is missing: " "with its reason"
has said "same everywhere" "which says why"
likeness score --heatmap "$map" --mask "$golden/mask_mid_empty.npy"
is "$(grep -c ',$' out.csv)" 18 "nothing is said of an empty mask"
has said "the mask is empty" "and that is said"

# Bytes 128.. of the file are its values; 00 00 c0 7f is NaN, 00 00 80 7f infinity.
for bits in '\000\000\300\177' '\000\000\200\177'; do
    cp "$golden/heatmap_small_noise.npy" odd.npy && chmod u+w odd.npy
    # shellcheck disable=SC2059 # the bytes are the format
    printf "$bits" | dd of=odd.npy bs=1 seek=140 conv=notrunc 2>dd.log
    likeness score --heatmap odd.npy --mask "$golden/mask_small_wide.npy"
    is "$? $(grep -c ',$' out.csv)" "0 18" "a heatmap that is not finite has no score"
    has said "iou is missing: " "with its reason"
    has said "not finite" "which says why"
    likeness similarity odd.npy "$golden/heatmap_small_steps.npy"
    is "$? $(grep -c '[0-9]$' out.csv)" "0 0" "nor is it like another"
    has said "not finite" "for the same reason"
done

# ---- similarity ----------------------------------------------------------------------------------

likeness similarity "$map" "$golden/heatmap_mid_two_values.npy"
is $? 0 "two heatmaps are compared"
near pearson 0.8216547578502944 "Pearson's r is NumPy's"
likeness similarity "$map" "$map" --metric similarity
is "$(value ssim)" 1 "a heatmap is like itself"
likeness similarity "$map" "$golden/heatmap_small_noise.npy"
has said "sizes" "heatmaps of two sizes are not compared"

# ---- Pictures --------------------------------------------------------------------------------------

likeness similarity "$pictures/grey8.png" "$pictures/grey8.png"
is "$? $(value pearson)" "0 1" "grey pictures are heatmaps too"
likeness score --heatmap "$pictures/grey8.png" --mask "$pictures/grey1.png" --metric overlap
is $? 0 "and masks"
[ -n "$(value iou)" ]
ok $? "with a score"

# ---- What is refused: exit code 2 --------------------------------------------------------------------

refused 2 "--mask M" "no mask" "$LIKENESS" score --heatmap "$map"
refused 2 "nothere.npy" "a file that is not there" \
    "$LIKENESS" score --heatmap nothere.npy --mask "$mask"
refused 2 "grey picture" "a coloured heatmap" \
    "$LIKENESS" similarity "$pictures/rgb8.png" "$pictures/rgb8.png"
refused 2 "28 x 28" "a mask of another size" \
    "$LIKENESS" score --heatmap "$map" --mask "$golden/mask_small_wide.npy"
refused 2 "did you mean" "an unknown metric, with the nearest name" \
    "$LIKENESS" score --heatmap "$map" --mask "$mask" --metric rankin
refused 2 "does not compare a heatmap with a mask" "a metric of something else" \
    "$LIKENESS" score --heatmap "$map" --mask "$mask" --metric classification
refused 2 "share" "a parameter out of range" \
    "$LIKENESS" score --heatmap "$map" --mask "$mask" --binarise top,share=2
head -c 1000 "$map" >short.npy
refused 2 "short.npy" "an array that ends early" "$LIKENESS" similarity short.npy "$map"
done_testing
