#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Regions of the face through the whole program: what each weighs, face by face, and on
# average. The averages are worked out once more from the weights of faces.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99

cat >study.yaml <<YAML
study: regions
seed: 3
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 48, people: 8}
networks: {plain: {use: openblas, model: "\${configs}/networks/offline-plain.yaml"}}
explain: {classes: label}
explainers:
  lime:
    use: lime
    profile: lime
    samples: 60
    segmenter: {use: regions, file: "\${configs}/regions/face.yaml"}
  cells: {use: lime, samples: 60, segmenter: {use: grid, rows: 4}}
analyses:
  regions: {use: regions, file: "\${configs}/regions/face.yaml", readings: "\${configs}/masks/facs.yaml", resamples: 200}
reports: {tables: {use: csv}, page: {use: html}}
YAML

run() { # FOLDER STORE ARGUMENT...
    folder=$1
    store=$2
    shift 2
    "$LIKENESS" run study.yaml --store "$store.db" --out "$folder" --quiet "$@" >said 2>&1
}

run one one --workers 1
is $? 0 "a study of regions runs without alignment, masks or thresholds"
is "$(head -n 1 one/segments.csv)" \
    "study,item,face,label,subject,fold,network,explainer,class,segment,value,pixels" \
    "the table of segments has these columns"
is "$(head -n 1 one/regions.csv)" "label,network,explainer,region,value,lo,hi,n,units,expected,analysis" \
    "that of regions has these"
is "$(awk -F, 'NR > 1 { print $8 }' one/segments.csv | sort | uniq -c | xargs)" "1056 lime" \
    "each of 48 faces has each of 22 regions, and segments without names have no rows"
is "$(awk -F, 'NR > 1 { sum[$2] += $12 } END { for (i in sum) print sum[i] }' one/segments.csv | sort -u)" 2304 \
    "every pixel of the view is in one region"

# LABEL REGION VALUE N, of the faces where the region has two pixels or more
awk -F, 'NR > 1 && $12 >= 2 { k = $9 " " $10; sum[k] += $11; n[k]++ }
    END { for (k in n) printf "%s %.12f %d\n", k, sum[k] / n[k], n[k] }' one/segments.csv | sort >wanted
awk -F, 'NR > 1 { printf "%s %s %.12f %d\n", $1, $4, $5, $8 }' one/regions.csv | sort >got
is "$(wc -l <got)" 132 "six expressions have 22 regions each"
cmp -s wanted got
ok $? "a region weighs the mean over its faces"
is "$(awk -F, 'NR > 1 && $6 != "" && !($6 <= $5 && $5 <= $7)' one/regions.csv | wc -l)" 0 \
    "means lie within their intervals"
awk -F, 'NR > 1 && $6 != "" && $9 >= 5 { n++ } END { exit n < 60 }' one/regions.csv
ok $? "which are there where people are enough"
is "$(awk -F, 'NR > 1 && $1 == "happiness" && $10 == 1 { print $4 }' one/regions.csv | sort | paste -sd, -)" \
    "left cheek,left lower lid,lower lip,right cheek,right lower lid,upper lip" \
    "regions that action units 6 and 12 move are expected of happiness"
is "$(awk -F, 'NR > 1 && $1 == "disgust" && $10 == 1 { print $4 }' one/regions.csv | sort | paste -sd, -)" \
    "chin,glabella,left cheek,left jaw,left nose wing,lower lip,nose bridge,philtrum,right cheek,right jaw,right nose wing,upper lip" \
    "of disgust those that 9, 15 and 16 move, with the root of the nose and the upper lip"
is "$(awk -F, 'NR > 1 && $1 == "sadness" && $10 == 1 { print $4 }' one/regions.csv | sort | paste -sd, -)" \
    "forehead,glabella,left brow,left jaw,left upper lid,lower lip,right brow,right jaw,right upper lid,upper lip" \
    "of sadness those that 1, 4 and 15 move, with the folds under the brows"
is "$(awk -F, 'NR > 1 && $4 == "background" { print $10 }' one/regions.csv | sort -u)" 0 \
    "the background is expected of nothing"
# Of each face the share of its weight above 0 that lies on expected regions, then means.
awk -F, 'NR == FNR { if (FNR > 1) expected[$1 " " $4] = $10; next }
    FNR > 1 && $12 >= 2 { face = $9 " " $2; whole[face] += $11 > 0 ? $11 : 0; k[face]++
        if (expected[$9 " " $10]) { some[face]++; on[face] += $11 > 0 ? $11 : 0 } }
    END { for (f in k) if (whole[f] > 0) { split(f, at, " "); n[at[1]]++
              share[at[1]] += on[f] / whole[f]; chance[at[1]] += some[f] / k[f] }
          for (l in n) { printf "%s share %.10f %d\n%s chance %.10f %d\n%s above_chance %.10f %d\n",
              l, share[l] / n[l], n[l], l, chance[l] / n[l], n[l], l, (share[l] - chance[l]) / n[l], n[l] } }' \
    one/regions.csv one/segments.csv | sort >wanted
awk -F, 'NR > 1 && $1 != "" { printf "%s %s %.10f %d\n", $1, $4, $5, $8 }' one/region_shares.csv | sort >got
is "$(wc -l <got)" 18 "six expressions have a share on regions of action units"
cmp -s wanted got
ok $? "it is the mean over faces, and chance is the share of regions"
is "$(awk -F, 'NR > 1 && $1 == "" { print $4 }' one/region_shares.csv | sort | xargs)" "above_chance chance share" \
    "all expressions together have one, too"
has one/report.html '<section id="regions">' "the page has a section of it"
has one/report.html "moved by its action units, which move 6 of all 22 regions" \
    "which says how far regions are those of action units"

run two two --workers 2
is $? 0 "with two workers"
for table in segments regions region_shares; do
    cmp -s one/$table.csv two/$table.csv
    ok $? "two workers give the bytes of one in $table.csv"
done
run again one
cmp -s one/segments.csv again/segments.csv
ok $? "what is found in the store has the same rows"

run few one --set analyses.regions.pixels=1
is "$(awk -F, 'NR > 1 { n[$8]++ } END { for (i in n) print i, n[i] }' few/regions.csv)" "8 132" \
    "asked for one pixel, no face is left out"
run none none --set explainers="{cells: {use: lime, samples: 30, segmenter: {use: grid, rows: 3}}}"
is "$? $(wc -l <none/segments.csv)" "0 1" "a study without named segments has none of it"
run unknown one --set analyses="{regions: {use: regions}}"
is "$? $(awk -F, 'NR > 1 { print $10 }' unknown/regions.csv | sort -u)" "0 " \
    "nothing is expected where no file says what people look at"
[ ! -e unknown/region_shares.csv ]
ok $? "and there are no shares of it"
printf 'regions: {mouth: {outline: [1, 2, 3], units: 12}}\n' >bad.yaml
run bad bad --set "analyses.regions.file=$scratch/bad.yaml"
is $? 2 "a file whose units are no list is refused"
has said '`units` is a list of action units' "with a sentence"
done_testing
