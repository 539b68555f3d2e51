#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# The reference study's own maps and masks through the whole program: its
# published table, and the figures that stand beside it.
. "$KIT_SRCDIR/tests/tap.sh"
paper=$(shared paper) || skip_all "the reference study's files are not there"

"$LIKENESS" run published.yaml --set data.path="$paper" --out "$scratch/fold" --quiet >/dev/null
is $? 0 "the published maps by fold are scored"
"$LIKENESS" run published-pooled.yaml --set data.path="$paper" --out "$scratch/pooled" --quiet \
    >/dev/null
is $? 0 "the published maps by network are scored"

# metrics.csv: study,protocol,network,fold,label,explainer,align,mask,binarise,baseline,metric,value
published='
function rounded(x) { return sprintf("%.4f", x) }
FNR == 1 { file++ }
file == 1 && FNR == 1 { for (i = 2; i <= NF; i++) label[i] = tolower($i) }
file == 1 && FNR > 1 && $1 !~ /^Avg/ { for (i = 2; i <= 7; i++) want[$1 "," label[i]] = $i }
file == 2 && $11 == "iou" && $10 == "" && $2 == "folds" { folds[$3 "," $5] = $12 }
file == 2 && $11 == "iou" && $10 == "" && $2 == "fold" { sum[$3 "," $5] += $12; n[$3 "," $5]++ }
END {
    for (cell in want) {
        cells++
        bad += rounded(want[cell]) != rounded(folds[cell])
        fold_bad += n[cell] != 5 || rounded(sum[cell] / 5) != rounded(folds[cell])
    }
    print cells, bad + 0, fold_bad + 0
}'
is "$(awk -F, "$published" "$paper/published_iou.csv" "$scratch/fold/metrics.csv")" "72 0 0" \
    "all 72 published cells are the means of their folds, to the fourth decimal"

# mean BASELINE: over networks and labels of the pooled maps.
mean() {
    awk -F, -v baseline="$1" '$2 == "pooled" && $11 == "iou" && $10 == baseline && $3 != "" {
        sum += $12; n++ } END { printf "%.4f", n ? sum / n : 0 }' "$scratch/pooled/metrics.csv"
}
is "$(mean '')" 0.2689 "the pooled maps overlap their own masks by .2689"
is "$(mean wrong)" 0.2623 "and the masks of wrong expressions by .2623"
is "$(mean chance)" 0.1420 "by chance it would be .1420"
is "$(mean ellipse)" 0.3515 "a centred ellipse reaches .3515"

extremes='$2 == "pooled" && $11 == "iou" && $10 == "" && $3 != "" { sum[$3] += $12; n[$3]++ }
END { for (i in sum) printf "%.4f %s\n", sum[i] / n[i], i }'
awk -F, "$extremes" "$scratch/pooled/metrics.csv" | sort >"$scratch/networks"
is "$(tail -n 1 "$scratch/networks")" "0.3269 ResNet50" "ResNet50 is the best, .3269"
is "$(head -n 1 "$scratch/networks")" "0.2066 AlexNet" "AlexNet is the worst, .2066"

# folds MEAN of evidence.md
fold_mean() {
    awk -F, -v baseline="$1" '$2 == "folds" && $11 == "iou" && $10 == baseline && $3 != "" {
        sum += $12; n++ } END { printf "%.4f", n ? sum / n : 0 }' "$scratch/fold/metrics.csv"
}
is "$(fold_mean '')" 0.2476 "the folds protocol gives .2476"
is "$(fold_mean wrong)" 0.2420 "and .2420 for wrong expressions"
is "$(fold_mean chance)" 0.1349 "and .1349 by chance"
is "$(fold_mean ellipse)" 0.3364 "and .3364 for the ellipse"

# contrasts.csv: protocol,explainer,align,mask,binarise,metric,contrast,value,lo,hi,n
# judged STUDY PROTOCOL CONTRAST: value, lo, hi of IoU.
judged() {
    awk -F, -v protocol="$2" -v contrast="$3" '$1 == protocol && $6 == "iou" && $7 == contrast {
        print $8, $9, $10 }' "$scratch/$1/contrasts.csv"
}
# weigh STUDY PROTOCOL CONTRAST VALUE LO HI: ends within .001.
weigh() {
    judged "$1" "$2" "$3" | awk -v v="$4" -v lo="$5" -v hi="$6" '
        function off(a, b) { return a > b ? a - b : b - a }
        { good = sprintf("%.4f", $1) == v && off($2, lo) < .001 && off($3, hi) < .001 }
        END { exit !good }'
    ok $? "$2: $3 is $4 [$5, $6] ($(judged "$1" "$2" "$3"))"
}
weigh pooled pooled own-wrong 0.0066 -.0135 .0264
weigh pooled pooled own-ellipse -0.0826 -.1019 -.0657
weigh fold folds own-wrong 0.0057 -.0092 .0196
weigh fold folds own-ellipse -0.0888 -.1077 -.0717

total() {
    awk -F, '$2 == "pooled" && $3 == "" && $11 == "iou" && $10 == "" {
        printf "%.4f %d %d", $12, $13 < $12 && $12 < $14, $15 }' "$scratch/pooled/metrics.csv"
}
is "$(total)" "0.2689 1 12" "metrics.csv has the mean over 12 networks inside its interval"

[ -s "$scratch/pooled/report.html" ]
ok $? "a report is written"
done_testing
