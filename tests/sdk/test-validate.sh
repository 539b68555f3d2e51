#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Every plugin of ours passes `likeness validate`, opened with parameters that let
# each check run: a check that is skipped for want of parameters fails here.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
find_python
configs=$top/configs
golden=$top/tests/golden
plugins=${LIKENESS_PLUGIN_PATH%%:*}
network=$configs/networks/offline-plain.yaml
frame=$configs/frames/ekman-68.yaml

mkdir maps masks
cp "$golden/metrics/heatmap_mid_blobs.npy" maps/net_happiness.npy
cp "$golden/metrics/heatmap_mid_blobs.npy" maps/net_sadness.npy
cp "$golden/sources/png/grey8.png" masks/happiness.png
printf 'file,face,x,y,w,h,score\npicture,0,1,2,8,9,0.5\n' >faces.csv

# parameters STAGE-NAME: what --set gives it, one a line.
parameters() {
    case $1 in
    aligner-*) echo "frame=$frame" ;;
    backend-onednn | backend-openblas | backend-onnxruntime) echo "model=$network" ;;
    backend-process)
        echo "command=[$KIT_BUILDDIR/tests/backends/answering, means]"
        echo "model=$top/tests/backends/means.yaml"
        ;;
    detector-file) echo "path=faces.csv" ;;
    detector-landmarks68)
        echo "faces={use: openblas, model: $configs/networks/faceapi-tiny-detector.yaml}"
        echo "points={use: openblas, model: $configs/networks/faceapi-landmark68.yaml}"
        ;;
    explainer-hsic | explainer-kernelshap | explainer-lime | explainer-rise) echo "samples=150" ;;
    explainer-sobol) echo "samples=8" ;;
    explainer-process) echo "command=[$python, $top/sdk/examples/python/occlude.py]" ;;
    metric-process) echo "command=[$python, $top/sdk/examples/python/dice.py]" ;;
    mask-facs) echo "file=$configs/masks/facs.yaml" ;;
    segmenter-regions) echo "file=$configs/regions/face.yaml" ;;
    mask-polygons) echo "file=$configs/masks/ekman-study.yaml" ;;
    mask-image)
        echo "path=masks"
        echo "pattern='{label}.png'"
        ;;
    source-files) echo "files=[$golden/sources/png/rgb8.png, $golden/sources/png/grey8.png]" ;;
    source-folder) echo "path=$golden/sources/png" ;;
    source-heatmaps)
        echo "path=maps"
        echo "pattern='{network}_{label}.npy'"
        echo "labels={happiness: happiness, sadness: sadness}"
        ;;
    source-synthetic) echo "count=6" ;;
    esac
}

# check STAGE-NAME
check() {
    plugin=$1
    parameters "$plugin" >given
    set --
    while IFS= read -r line; do set -- "$@" --set "$line"; done <given
    [ "$plugin" = mask-image ] && set -- "$@" --size 9x13
    "$LIKENESS" validate "$plugins/$plugin.so" --reproduce 1 "$@" >said 2>&1
    status=$?
    grep -q 'needs --set' said && status=1
    ok $status "$plugin passes every check"
    [ $status = 0 ] || grep -A 4 -E '^not ok|needs --set|^[^#o1T]' said | sed 's/^/# /'
}

for file in "$plugins"/*.so; do
    name=$(basename "$file" .so)
    case $name in
    detector-landmarks68)
        if [ ! -d "${LIKENESS_DATA:-/nowhere}/face-api" ]; then
            skip "the networks of face-api were not fetched" "$name passes every check"
            continue
        fi
        ;;
    explainer-process | metric-process)
        if [ -z "$python" ]; then
            skip "there is no Python with NumPy" "$name passes every check"
            continue
        fi
        ;;
    esac
    check "$name"
done
done_testing
