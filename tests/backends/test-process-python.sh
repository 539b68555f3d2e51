#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
# Programs in Python behind the backend `process`: the one that docs/ shows, with
# PyTorch, and one like it that needs NumPy alone.
. "$KIT_SRCDIR/tests/tap.sh"
cd "$scratch" || exit 99

find_python || skip_all "there is no Python with NumPy (Debian: python3-numpy)"

cat >net.yaml <<'YAML'
name: net
input: {channels: 3}
view: {box: face, width: 20, height: 16}
output: logit
classes: [happiness, sadness, anger, fear, disgust]
YAML

# predict OUT PROGRAM MODEL
predict() {
    "$LIKENESS" predict --network net.yaml --backend process --store store.db --quiet \
        --set "networks.network.command=[\"$python\", \"$2\", \"$3\"]" tensors.npy --out "$1" >said 2>&1
}

# agree GOT WANTED: within single precision
agree() {
    "$python" - "$1" "$2" <<'PY'
import sys

import numpy

got, wanted = (numpy.load(path) for path in sys.argv[1:])
assert got.shape == wanted.shape and abs(got - wanted).max() < 1e-5 * wanted.std(), (got, wanted)
PY
}

"$python" - <<'PY'
import numpy

draw = numpy.random.default_rng(3)
tensors = draw.standard_normal((11, 3, 16, 20)).astype("float32")
matrix = draw.standard_normal((3 * 16 * 20, 5))
numpy.save("tensors.npy", tensors)
numpy.save("matrix.npy", matrix)
numpy.save("wanted.npy", tensors.reshape(11, -1).astype(float) @ matrix)
PY
predict got.npy "$top/tests/backends/linear.py" "$scratch/matrix.npy"
is $? 0 "a program of NumPy answers"
agree got.npy wanted.npy
ok $? "with the numbers that it computes by itself"

"$python" - 2>said <<'PY'
import numpy
import torch

torch.manual_seed(3)
model = torch.nn.Sequential(
    torch.nn.Conv2d(3, 8, 3, stride=2), torch.nn.BatchNorm2d(8), torch.nn.ReLU(),
    torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(8, 5)).eval()
torch.jit.script(model).save("model.pt")
with torch.no_grad():
    numpy.save("wanted.npy", model(torch.from_numpy(numpy.load("tensors.npy"))).numpy())
PY
if [ -f model.pt ]; then
    predict got.npy "$top/docs/process-pytorch.py" "$scratch/model.pt"
    is $? 0 "a model of PyTorch answers through the program of docs/"
    agree got.npy wanted.npy
    ok $? "with the numbers of PyTorch"
else
    skip "there is no PyTorch (Debian: python3-torch)" "a model of PyTorch answers"
fi

sed -n '/^import io/,$p' "$top/docs/process-pytorch.py" >program
sed -n '/^import io/,/^```$/p' "$top/docs/process.md" | sed '$d' >shown
cmp -s program shown
ok $? "docs/process.md shows the program that was tested"
done_testing
