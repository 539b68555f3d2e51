#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# `likeness new-plugin` writes, for every stage, a project that builds, passes every check,
# and is used by a study.
. "$KIT_SRCDIR/tests/tap.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"
command -v pkg-config >/dev/null 2>&1 || skip_all "there is no pkg-config here"
PKG_CONFIG_PATH=$KIT_BUILDDIR/sdk
LIKENESS_TEMPLATE_PATH=$top/sdk/templates
export PKG_CONFIG_PATH LIKENESS_TEMPLATE_PATH
. "$top/tests/sdk/out-of-tree.sh"
cd "$scratch" || exit 99

for stage in source detector backend segmenter explainer aligner mask binariser baseline metric \
    analysis report; do
    oot_project $stage my-own
    # The library of a sanitized build wants programs that are sanitized too.
    if [ $stage = explainer ] && [ -z "$SANITIZE_CFLAGS" ] && command -v meson >/dev/null 2>&1; then
        oot_does "meson builds and tests the $stage" sh -c \
            "meson setup $stage/build $stage && meson test -C $stage/build"
    fi
    oot_study $stage
done

# What they answer: that the study used them.
has source/out/items.csv dots-000000 "the study has the source's items"
has explainer/out/metrics.csv ,my-own, "the explainer's maps are scored"
has segmenter/out/metrics.csv ,lime, "an explanation used the segmenter"
has backend/out/metrics.csv ,my-own, "the backend's network is explained"
has aligner/out/metrics.csv ,my-own, "the aligner's maps are scored"
has mask/out/metrics.csv ,my-own, "maps are scored with the mask"
has binariser/out/metrics.csv ,my-own, "foregrounds of the binariser are scored"
has baseline/out/metrics.csv ,my-own, "the baseline is scored"
has metric/out/metrics.csv my_own_hit "the metric's values are in the table"
has analysis/out/means.csv plain,iou "the analysis wrote its table"
has report/out/scores.md "| plain |" "the report wrote its page"
has report/out/scores.md "protocol pooled, explainer occlusion, align triangles, binarise otsu" \
    "which says whose scores they are"

# ---- Their tests ----------------------------------------------------------------------------

# The answers in test.c are those of the algorithm: each of these changes it a little.
while read -r stage change; do
    source=$stage/$stage-my-own.c
    sed "$change" "$source" >changed.c
    cmp -s changed.c "$source" && echo "# nothing of the $stage was changed"
    mv changed.c "$source"
    oot_make "$stage" all >said 2>&1 </dev/null || sed 's/^/# /' said
    refused 1 "not ok" "the tests of the $stage notice another algorithm" \
        sh -c "cd $stage && ./test-plugin" </dev/null
done <<'CHANGES'
source s|at.x / d->frame.width|at.y / d->frame.width|
detector s|box.w \* at.x / frame->width|at.x|
backend s|l->cells + y) \* l->cells + x|l->cells + x) * l->cells + y|
segmenter s|rows / height \* columns|rows / height|
explainer s|slope\[i\] \* input\[i\]|slope[i] + input[i]|
aligner s| \* box.w / b->target.w||
mask s|<= radius \* radius|<= radius|
binariser s|values\[i\] > threshold|values[i] >= threshold|
baseline s|q->distance ? -1 : 1|q->distance ? 1 : -1|
metric s|inside\[i\] ? v : 0|v|
analysis s|sum / n : 0|sum : 0|
report s|!\*lk_table_text(t, row, "baseline") &&||
CHANGES

# ---- What is refused -------------------------------------------------------------------------

refused 2 "did you mean \`metric\`?" "a stage that there is not" "$LIKENESS" new-plugin metrik mine
refused 2 "could be \`my-metric\`" "a name that cannot be" "$LIKENESS" new-plugin metric My_Metric
mkdir likeness-metric-mine
refused 2 "likeness-metric-mine: File exists" "a folder that is there" \
    "$LIKENESS" new-plugin metric mine
is "$(ls -A likeness-metric-mine)" "" "and nothing is written into it"
LIKENESS_TEMPLATE_PATH=/nowhere refused 2 "templates come with the development files" \
    "an installation without templates" "$LIKENESS" new-plugin metric other
done_testing
