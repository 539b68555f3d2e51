#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Bad input gets one clear sentence and a documented exit code; nothing is lost.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99
# A crash is to look like one, also where a sanitizer would tell more of it.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0
export ASAN_OPTIONS
configs=$top/configs
pictures=$top/tests/golden/sources/png
networks=$configs/networks
store="--store $scratch/store.db --quiet"

# A small study on drawn faces; more lines come from standard input.
study() { # FILE
    {
        cat <<YAML
study: small
seed: 1
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 2}
networks: {plain: {use: openblas, model: $networks/offline-plain.yaml}}
align: {frame: {use: similarity, frame: $configs/frames/ekman-68.yaml}}
masks: {ekman: {use: polygons, file: $configs/masks/ekman-study.yaml}}
binarise: {otsu: {use: otsu}}
metrics: {overlap: {use: overlap}}
reports: {tables: {use: csv}}
YAML
        cat
    } >"$1"
}

run() { # STUDY ARGUMENT...
    # shellcheck disable=SC2086 # options are words; the last --store counts
    "$LIKENESS" run $store "$@"
}

study good.yaml <<'YAML'
explain: {classes: predicted}
explainers: {occlusion: {use: occlusion, window: 24, stride: 24}}
YAML
run good.yaml --out good >said 2>&1
is $? 0 "the study that the others are made of is good"

# ---- The study file and the command line: exit code 2 ---------------------------------------

refused 2 "nothere.yaml" "a study file that is not there" run nothere.yaml
refused 2 "there is no explainer \`occlusoin\` (did you mean \`occlusion\`?)" \
    "an unknown plugin, with the nearest name" run good.yaml --set explainers.occlusion.use=occlusoin
sed 's/stride: 24/strade: 24/' good.yaml >unknown-key.yaml
refused 2 "unknown-key.yaml:12:62:" "an unknown parameter, with its place" run unknown-key.yaml
refused 2 "(did you mean \`stride\`?)" "and the nearest name" run unknown-key.yaml
refused 2 "stride" "a value out of range" run good.yaml --set explainers.occlusion.stride=-3
refused 2 "there is no option" "an unknown option" run good.yaml --wrokers 2
refused 2 "did you mean \`run\`?" "an unknown command" "$LIKENESS" rum
: >a-file
refused 2 "a-file" "an output folder that cannot be made" run good.yaml --out a-file/inside
refused 2 "/proc" "an output folder that cannot be written" run good.yaml --out /proc/likeness
refused 2 "a-file" "a store that cannot be opened" "$LIKENESS" run good.yaml --store a-file/store --quiet

# ---- Models: exit code 2, before anything is computed ------------------------------------------

mkdir models && cp -r "$networks"/offline-plain.yaml "$networks/offline" models/
chmod -R u+w models
weights=models/offline/plain.bin
cp "$weights" whole.bin
model="--set networks.plain.model=models/offline-plain.yaml"
# shellcheck disable=SC2086
{
    rm "$weights"
    refused 2 "$(basename "$weights")" "weights that are not there" run good.yaml $model
    head -c 1000 whole.bin >"$weights"
    refused 2 "truncated" "weights that are cut short" run good.yaml $model
    cp whole.bin "$weights"
    sed -i 's/^\(classes: \[[^,]*\), /\1, one-more, /' models/offline-plain.yaml
    refused 2 "class" "a wrong class count" run good.yaml $model
    sed 's/^\(classes: \[\)happiness/\1joy/' "$networks/offline-plain.yaml" >models/offline-plain.yaml
    refused 2 "map it: labels: {joy:" "a class that is no label of the study, and not mapped" \
        run good.yaml $model
}

# ---- Images: failed cells, exit code 1 -----------------------------------------------------------

predict() {
    # shellcheck disable=SC2086
    "$LIKENESS" predict --network offline-plain --whole $store "$@"
}
cp "$pictures/rgb8.png" fine.png
chmod u+w fine.png
head -c 100 fine.png >short.png
echo "no picture" >words.png
refused 1 "short.png" "a truncated image is named" predict short.png fine.png
grep -q '^fine.png,1,' said
ok $? "and the others are answered all the same"
refused 1 "words.png" "a file that is no image is named" predict words.png fine.png
refused 1 "absent.png" "an image that is not there is named" predict absent.png fine.png

printf 'file,face,x,y,w,h,score\nother.png,1,0,0,9,9,1\n' >faces.csv
mkdir pictures && cp fine.png pictures/
sed "s|^data:.*|data: {use: folder, path: $scratch/pictures}\ndetect: {use: file, path: $scratch/faces.csv}|" \
    good.yaml >no-face.yaml
refused 1 "" "no face found is a failed cell" run no-face.yaml --out no-face
has no-face/failures.csv "no face was found" "and the report says which"

# ---- Plugins ---------------------------------------------------------------------------------------

mkdir plugins faulty
cp "$KIT_BUILDDIR/tests/broken/.libs/other-major.so" plugins/
cp "$KIT_BUILDDIR/tests/run/.libs/faulty.so" faulty/
{ cat good.yaml && echo "plugin_path: $scratch/plugins"; } >other-major.yaml
refused 2 "ABI 7" "a plugin of another ABI is refused, with both versions" \
    run other-major.yaml --set explainers.x.use=other-major
for how in crash hang nan silent; do
    {
        cat good.yaml
        echo "plugin_path: $scratch/faulty"
        echo "limits: {task_seconds: 3}"
    } >"$how.yaml"
    refused 1 "" "a plugin with a fault ($how) costs its own cells" run "$how.yaml" --out "$how" \
        --set explainers.bad.use=faulty --set explainers.bad.how=$how
    has "$how/failures.csv" "faulty" "the report names it ($how)"
    grep ',occlusion,' "$how/metrics.csv" >left
    grep ',occlusion,' good/metrics.csv | cmp -s - left
    ok $? "and all others are there ($how)"
done
has crash/failures.csv "segmentation fault" "a crash is called one"
has hang/failures.csv "did not end within 3 s" "a hang is called one"
has nan/failures.csv "not finite" "a value that is no number is called one"

# ---- A disk that fills up: exit code 3, and the store goes on afterwards ----------------------------

more="--set data.count=12"
# shellcheck disable=SC2086
{
    run good.yaml $more --out roomy --store "$scratch/roomy.db" >said 2>&1
    "$LIKENESS" store info --store "$scratch/full.db" >said 2>&1
    ( ulimit -f 90; run good.yaml $more --out full --store "$scratch/full.db" ) >said 2>&1
    is $? 3 "a disk that fills up ends the run"
    has said "cannot grow" "with a sentence"
    run good.yaml $more --out full --store "$scratch/full.db" >said 2>&1
    is $? 0 "with room again the run goes on"
    cmp -s full/metrics.csv roomy/metrics.csv
    ok $? "and nothing was lost"
}
done_testing
