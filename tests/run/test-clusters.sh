#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Which of the reference study's networks look alike: the trees of the maps pooled
# by network, cut in two, against how the networks were trained.
. "$KIT_SRCDIR/tests/tap.sh"
paper=$(shared paper) || skip_all "the reference study's files are not there"

"$LIKENESS" run published-pooled.yaml --set data.path="$paper" --out "$scratch/pooled" --quiet \
    >/dev/null
is $? 0 "the published maps by network are compared"

# cuts.csv: label,explainer,align,between,network,clusters,cluster,item,support
# The four that their authors trained on faces alone: AlexNet, SilNet, SongNet,
# WeiNet; the others were trained on photographs of all kinds before.
separated() {
    awk -F, -v label="$1" '
    $1 == label && $4 == "networks" && $6 == 2 {
        from_scratch = $8 ~ /^(AlexNet|SilNet|SongNet|WeiNet)$/
        seen[$7, from_scratch] = 1
        n++
    }
    END { print n, !((1, 0) in seen && (1, 1) in seen || (2, 0) in seen && (2, 1) in seen) }
    ' "$scratch/pooled/cuts.csv"
}
for label in disgust happiness sadness surprise; do
    is "$(separated $label)" "12 1" "$label: the two clusters are the two ways of training"
done
for label in anger fear; do
    is "$(separated $label)" "12 0" "$label: they are not"
done

supported='$4 == "networks" && $9 != "" { n++; bad += !($9 >= 0 && $9 <= 1) } END { print (n > 0), bad + 0 }'
is "$(awk -F, "$supported" "$scratch/pooled/cuts.csv")" "1 0" "clusters have their support"

pairs='NR > 1 { n[$8]++ } END { print n["networks"], n["labels"], n["explainers"] + 0 }'
values=$(awk -F, 'NR > 1 { seen[$6] } END { n = 0; for (m in seen) n++; print n }' \
    "$scratch/pooled/similarity.csv")
is "$(awk -F, "$pairs" "$scratch/pooled/similarity.csv")" \
    "$((6 * 66 * values)) $((12 * 15 * values)) 0" \
    "networks are compared for each label, labels for each network"

order='$4 == "networks" && $1 == "fear" { n++; sum += $6 } END { print n, sum }'
is "$(awk -F, "$order" "$scratch/pooled/leaves.csv")" "12 78" "each leaf has its place"
grep -q "class=\"cut\"" "$scratch/pooled/report.html"
is $? 0 "the report says which networks are together"
done_testing
