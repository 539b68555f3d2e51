#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Networks are trained as a study says, fold by fold, and a training that was killed
# ends with the same weights.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99

# study FILE TRAIN [DATA]
study() {
    cat >"$1" <<END
study: trained
seed: 3
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: synthetic, count: 90, size: 64, people: 15, folds: 1${3:+, $3}}
folds: {count: 3}
networks:
  plain: {use: openblas, model: "\${configs}/networks/offline-plain.yaml", weights: "$1-w/plain_CV{fold}.safetensors"}
train: {$2}
explain: {classes: predicted}
metrics: {classification: {use: classification}}
analyses: {accuracy: {use: accuracy}}
reports: {tables: {use: csv}, page: {use: html}}
END
}

train() { # STUDY ARGUMENT...
    "$LIKENESS" train "$@" --store "$scratch/store" >out 2>err
}

sums() {
    (cd "$1" && sha256sum -- *.safetensors)
}

# ---- A training ------------------------------------------------------------------------------

study a 'epochs: 4, batch: 8, rate: 2e-3, optimiser: adam, augment: {preset: study}'
train a --workers 2
is "$?" 0 "a study is trained"
is "$(sed -n 1p out)" "network,fold,epochs,loss,accuracy" "what came of it is told as CSV"
is "$(sed 1d out | cut -d, -f1-3 | tr '\n' ' ')" "plain,1,4 plain,2,4 plain,3,4 " \
    "there is a training for each fold"
has err "plain, fold 2: epoch 4 of 4: loss " "how it goes is told epoch by epoch"
has err " images/s, " "with the rate"
is "$(ls a-w | tr '\n' ' ')" "plain_CV1.safetensors plain_CV1.safetensors.json \
plain_CV2.safetensors plain_CV2.safetensors.json plain_CV3.safetensors \
plain_CV3.safetensors.json " "weights and notes are left, and no state"
[ "$(sums a-w | cut -d' ' -f1 | sort -u | wc -l)" = 3 ]
ok $? "each fold has weights of its own"
! grep -q "warning" err
ok $? "nobody is warned"

cp -R a-w first
rm -r a-w
train a --workers 1 --threads 2
is "$(sums a-w)" "$(sums first)" "one worker of two threads makes the same weights as two workers"

train a
is "$?" 0 "trained networks are left alone"
has err "plain, fold 1: is trained already" "and it is said"
is "$(sums a-w)" "$(sums first)" "they stay as they are"

# ---- What is there is kept -------------------------------------------------------------------

train a --set train.epochs=2
has err "of another training" "weights of other parameters are said to be of another training"
is "$(sums a-w)" "$(sums first)" "and kept"
train a --set train.epochs=2 --again
[ "$(sums a-w)" != "$(sums first)" ]
ok $? "--again trains them anew"
rm a-w/*.json
train a
has err "from elsewhere: it is kept" "weights without notes are somebody else's, and kept"

# ---- A kill ----------------------------------------------------------------------------------

rm -r a-w
"$LIKENESS" train a --workers 1 --store "$scratch/store" --set train.checkpoint=0 >out 2>err &
killed=$!
for _ in $(seq 600); do
    [ -e a-w/plain_CV2.safetensors.state ] && break
    sleep 0.05
done
pkill -KILL -P "$killed"
kill -KILL "$killed" 2>/dev/null
: >a-w/plain_CV2.safetensors.state.part-killed
wait "$killed" 2>/dev/null
[ -e a-w/plain_CV2.safetensors.state ] && [ ! -e a-w/plain_CV3.safetensors ]
ok $? "a training is killed while it is under way"
train a --workers 1 --set train.checkpoint=3600
is "$(sums a-w)" "$(sums first)" "it goes on, and ends with the same bits"
is "$(find a-w ! -name '*.safetensors' ! -name '*.json' -type f)" "" \
    "and leaves nothing of what was under way"

# ---- Watched people and an early end -----------------------------------------------------------

study w 'epochs: 60, batch: 8, rate: 2e-3, validation: 0.25, patience: 2'
train w --workers 2
is "$?" 0 "some people can be watched instead"
has err "(watched: " "how they go is told"
[ "$(sed -n 's/^plain,1,\([0-9]*\),.*/\1/p' out)" -lt 60 ]
ok $? "and the training ends when they do not get better"
grep -q '"watched_loss": [0-9]' w-w/plain_CV1.safetensors.json
ok $? "it is in the notes"
[ ! -e w-w/plain_CV1.safetensors.best ]
ok $? "the best weights are those that are left"

# ---- Then the study runs -----------------------------------------------------------------------

"$LIKENESS" run a --store "$scratch/store" --out ran >out 2>err
is "$?" 0 "the study runs with its weights"
is "$(cut -d, -f1-3 ran/training.csv | sed -n '1p;$p' | tr '\n' ' ')" \
    "network,fold,epoch plain,3,4 " "training.csv has the epochs"
has ran/report.html '<section id="training">' "the report shows how they were trained"
"$LIKENESS" evaluate a --store "$scratch/store" --out judged >out 2>err
is "$?" 0 "a study is evaluated without explaining it"
is "$(sed -n 1p out | cut -d, -f1-7)" "network,fold,accuracy,precision,recall,f1,n" "its accuracies are told"
cmp -s ran/predictions.csv judged/predictions.csv
ok $? "with the same predictions"

# ---- Mistakes ------------------------------------------------------------------------------------

study n 'epochs: 3, batch: 8, rate: 1e3, optimiser: sgd'
train n
is "$?" 1 "a training that fails is a failed cell"
grep -Eq 'plain, fold 1: epoch 1, step [0-9]*: .*(no number|not finite|NaN)' err
ok $? "a loss that is no number is said to be one, with its step"
[ -z "$(find n-w -name '*.safetensors' 2>/dev/null)" ]
ok $? "and writes no weights"

study o 'epochs: 1' 'expressions: [happiness, sadness]'
train o
is "$?" 2 "a class that nobody shows is refused"
has err "no face of \`anger\` to learn from" "and named"

study p 'epochs: 1' 'count: 12, people: 2'
sed -i 's/count: 90, size: 64, people: 15/size: 64/' p
train p
is "$?" 2 "fewer people than folds are refused"
has err "2 subjects cannot fill 3 folds" "with their number"

study q 'epochs: 1'
sed -i 's/^folds:.*//' q
train q
is "$?" 2 "{fold} without folds is refused"
has err "folds: {count: 5}" "with what to write"

study r 'epochs: 1'
"$LIKENESS" run r --store "$scratch/store" >out 2>err
is "$?" 2 "a study that was not trained does not run"
has err "\`likeness train\` writes the weights" "and is told how"

for label in happiness sadness anger fear disgust surprise; do
    mkdir -p "faces/$label"
    for i in 1 2 3 4; do
        cp "$top/tests/golden/geometry/face.png" "faces/$label/$i.png"
    done
done
echo "no picture" >faces/anger/5.png
cat >tiny.yaml <<'END'
name: tiny
input: {channels: 3}
view: {box: whole, width: 12, height: 12}
normalise: {divide: 255}
output: probability
classes: [happiness, sadness, anger, fear, disgust, surprise]
layers:
  - {name: conv, kind: conv, filters: 4, kernel: 3, activation: relu}
  - {name: mean, kind: globalavg}
  - {name: dense, kind: dense, units: 6, activation: softmax}
END
cat >damaged <<'END'
labels: [happiness, sadness, anger, fear, disgust, surprise]
data: {use: folder, path: faces}
folds: {count: 2, by: item}
networks: {tiny: {use: openblas, model: tiny.yaml, weights: "damaged-w/{fold}.safetensors"}}
train: {epochs: 1}
END
train damaged
is "$?" 1 "a picture that cannot be read is a failed cell"
grep -q "^failed: .*anger/5.png" err
ok $? "and named"
is "$(ls damaged-w/*.safetensors | wc -l)" 2 "the others are learnt from"

mkdir pictures
"$LIKENESS" train a --store "$scratch/store" --set "data={use: folder, path: $scratch/pictures}" \
    >out 2>err
is "$?" 2 "a folder without pictures is refused"

done_testing
