#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Plugins of every stage that were built with the headers of ABI 1.0 are taken, listed and used by
# the host of today; so are the same sources built with the headers of today for the oldest minor.
. "$KIT_SRCDIR/tests/tap.sh"
command -v "${CC:-cc}" >/dev/null 2>&1 || skip_all "there is no C compiler here"
plugins=$top/tests/sdk/plugins

# build INCLUDES FOLDER
build() {
    mkdir "$scratch/$2" || return 1
    for source in "$plugins"/*.c; do
        # shellcheck disable=SC2086
        "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -I"$1" \
            -o "$scratch/$2/$(basename "$source" .c).so" "$source" || return 1
    done
}

# study FOLDER
study() {
    cat <<YAML
study: halves
labels: [left, right]
plugin_path: [$scratch/$1]
data: {use: half}
detect: {use: half}
networks: {shares: {use: half}}
explain: {classes: label}
explainers: {hiding: {use: half, segmenter: {use: half}}}
align: {none: {use: half}}
masks: {halves: {use: half}}
binarise: {level: {use: half}}
baselines: {other: {use: half}}
metrics: {share: {use: half}}
analyses: {count: {use: half}}
reports: {lines: {use: half}}
YAML
}

# tries FOLDER WHOSE
tries() {
    LIKENESS_PLUGIN_PATH=$scratch/$1 "$LIKENESS" plugins >"$scratch/said" 2>&1
    is "$(grep -c ' half ' "$scratch/said")" 13 "plugins of every stage with $2 are listed"
    study "$1" >"$scratch/$1.yaml"
    "$LIKENESS" run --quiet --store "$scratch/$1.db" "$scratch/$1.yaml" --out "$scratch/$1.out" \
        >"$scratch/said" 2>&1
    is $? 0 "a study of nothing but plugins with $2 runs"
    sed 's/^/# /' "$scratch/said"
    is "$(cat "$scratch/$1.out/halves.txt")" "$answer" "its answer is the one that is known ($2)"
}

# The label, what stands in the place of the network's foreground, the value.
answer="halves: 2 heatmaps, 1 analyses
left  inside 1.000
left wrong inside 0.000
left other inside 0.000
right  inside 1.000
right wrong inside 0.000
right other inside 0.000
left  surety 1.000
right  surety 1.000"

build "$top/tests/sdk/abi-1.0" old
ok $? "plugins of every stage are built with the headers of ABI 1.0"
build "$top/include" new
ok $? "the same sources are built with those of today"
tries old "the headers of ABI 1.0"
tries new "today's headers at the oldest minor"
done_testing
