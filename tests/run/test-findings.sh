#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# What the reference study's own maps say when they are weighed: both columns of
# figures that were computed from them by other programs, from findings.json.
. "$KIT_SRCDIR/tests/tap.sh"
paper=$(shared paper) || skip_all "the reference study's files are not there"
python3 -c '' 2>/dev/null || skip_all "there is no python3"

# finding STUDY PROTOCOL: key and value, a line each, of IoU with that protocol.
finding() {
    python3 - "$scratch/$1/findings.json" "$2" <<'END'
import json, sys
found = json.load(open(sys.argv[1]))
entry = [f for f in found["findings"] if f["metric"] == "iou" and f["protocol"] == sys.argv[2]][0]
for key, value in entry.items():
    for inner, number in (value.items() if isinstance(value, dict) else [("", value)]):
        print(key + ("." + inner if inner else ""), "%.4f" % number if isinstance(number, float) else number)
END
}

# near KEY WANTED SENTENCE: within .001, of the finding in hand.
near() {
    got=$(sed -n "s/^$1 //p" "$scratch/found")
    python3 -c "import sys; sys.exit(not abs($got - $2) < .001)"
    ok $? "$3 ($got)"
}

# exactly KEY WANTED SENTENCE
exactly() {
    is "$(sed -n "s/^$1 //p" "$scratch/found")" "$2" "$3"
}

# weigh STUDY PROTOCOL MEAN CHANCE WRONG ELLIPSE BEST BEST_AT WORST WORST_AT
weigh() {
    "$LIKENESS" run "$1.yaml" --set data.path="$paper" --out "$scratch/$1" --quiet >/dev/null
    is $? 0 "$1: the maps are scored"
    finding "$1" "$2" >"$scratch/found"
    exactly iou_mean "$3" "$1: they overlap their own masks by $3"
    exactly iou_chance "$4" "$1: by chance it would be $4"
    exactly iou_wrong_masks "$5" "$1: the masks of wrong expressions, by $5"
    exactly iou_ellipse "$6" "$1: an ellipse of their area does by $6"
    exactly best.iou_mean "$7" "$1: the best network reaches $7"
    exactly best.network "$8" "$1: it is $8"
    exactly worst.iou_mean "$9" "$1: the worst network reaches $9"
    exactly worst.network AlexNet "$1: it is AlexNet"
    exactly own_minus_ellipse.networks_above "{'count': 0, 'of': 12}" \
        "$1: no network is above its ellipse"
    exactly answer No "$1: the answer is no"
}

weigh published-pooled pooled 0.2689 0.1420 0.2623 0.3515 0.3269 ResNet50 0.2066
exactly own_minus_wrong.value 0.0066 "pooled: own minus wrong is .0066"
near own_minus_wrong.lo -.0135 "pooled: its interval begins at -.0135"
near own_minus_wrong.hi .0264 "pooled: and ends at .0264"
exactly own_minus_ellipse.value -0.0826 "pooled: own minus ellipse is -.0826"
near own_minus_ellipse.lo -.1019 "pooled: its interval begins at -.1019"
near own_minus_ellipse.hi -.0657 "pooled: and ends at -.0657"
exactly wrong_fits_better.count 57 "pooled: some wrong mask fits 57 maps better than their own"
exactly wrong_fits_better.of 72 "pooled: of 72"

weigh published folds 0.2476 0.1349 0.2420 0.3364 0.3128 InceptionV3 0.2086
exactly own_minus_wrong.value 0.0057 "folds: own minus wrong is .0057"
near own_minus_wrong.lo -.0092 "folds: its interval begins at -.0092"
near own_minus_wrong.hi .0196 "folds: and ends at .0196"
exactly own_minus_ellipse.value -0.0888 "folds: own minus ellipse is -.0888"
near own_minus_ellipse.lo -.1077 "folds: its interval begins at -.1077"
near own_minus_ellipse.hi -.0717 "folds: and ends at -.0717"
done_testing
