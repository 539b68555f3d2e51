# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# shellcheck shell=sh
#
# The study of tests/sdk/plugins, whose answer is known.

# halves_build INCLUDES FOLDER: the plugins of every stage.
halves_build() {
    mkdir "$2" || return 1
    for source in "$top"/tests/sdk/plugins/*.c; do
        "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -I"$1" \
            -o "$2/$(basename "$source" .c).so" "$source" || return 1
    done
}

# halves_run FOLDERS OUT ARGUMENT...: run it with the plugins of these folders ("a, b").
halves_run() {
    cat >"$scratch/halves.yaml" <<YAML
study: halves
labels: [left, right]
plugin_path: [$1]
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
    halves_out=$2
    shift 2
    LIKENESS_PLUGIN_PATH='' "$LIKENESS" run --quiet --store "$halves_out.db" "$scratch/halves.yaml" \
        --out "$halves_out" "$@" >"$scratch/said" 2>&1
}

# The label, what stands in the place of the network's foreground, the value.
halves_answer="halves: 2 heatmaps, 1 analyses
left  inside 1.000
left wrong inside 0.000
left other inside 0.000
right  inside 1.000
right wrong inside 0.000
right other inside 0.000
left  surety 1.000
right  surety 1.000"
