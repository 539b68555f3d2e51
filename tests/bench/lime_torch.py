#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""The forward passes of LIME in PyTorch: 1000 samples of a face through the
face-api expression network, painted, normalised and scored.

    lime_torch.py MANIFEST THREADS BATCH ROUNDS

MANIFEST is face_expression_model-weights_manifest.json. Prints the median
seconds of the rounds, for whichever memory layout is faster. Cutting segments
and fitting the model are left out, to this loop's advantage.
"""
import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

SAMPLES, SIDE, GRID = 1000, 112, 6


def read_weights(path):
    """Tensors by name, as torch has them: out x in x height x width."""
    group = json.load(open(path))[0]
    files = [os.path.join(os.path.dirname(path), p) for p in group["paths"]]
    raw, at, out = b"".join(open(f, "rb").read() for f in files), 0, {}
    for t in group["weights"]:
        n, q = int(np.prod(t["shape"])), t.get("quantization")
        if q:
            a = (np.frombuffer(raw, "u1", n, at) * q["scale"] + q["min"]).astype("f4")
        else:
            a = np.frombuffer(raw[at : at + 4 * n], "<f4")
        at += n if q else 4 * n
        a = a.reshape(t["shape"])
        if t["name"].endswith("depthwise_filter"):
            a = a.transpose(2, 3, 0, 1)
        elif a.ndim == 4:
            a = a.transpose(3, 2, 0, 1)
        out[t["name"]] = torch.tensor(np.ascontiguousarray(a))
    return out


def convolve(x, filters, bias=None, stride=1, groups=1):
    """Padding as TensorFlow's `same`: on even sizes, stride 2 pads the end only."""
    if stride == 2:
        return F.conv2d(F.pad(x, (0, 1, 0, 1)), filters, bias, 2, groups=groups)
    return F.conv2d(x, filters, bias, padding=filters.shape[2] // 2, groups=groups)


class Network:
    def __init__(self, weights):
        self.weights = weights

    def separable(self, x, name, stride=1):
        w = self.weights
        x = convolve(x, w[name + "/depthwise_filter"], None, stride, x.shape[1])
        return convolve(x, w[name + "/pointwise_filter"], w[name + "/bias"])

    def block(self, x, name, first):
        a = F.relu(first(x))
        b = self.separable(a, name + "/conv1")
        ab = a + b
        c = self.separable(F.relu(ab), name + "/conv2")
        abc = ab + c
        return F.relu(abc + self.separable(F.relu(abc), name + "/conv3"))

    def __call__(self, x):
        w = self.weights
        x = self.block(x, "dense0", lambda v: convolve(
            v, w["dense0/conv0/filters"], w["dense0/conv0/bias"], 2))
        for name in ("dense1", "dense2", "dense3"):
            x = self.block(x, name, lambda v: self.separable(v, name + "/conv0", 2))
        x = x.mean((2, 3))
        return F.softmax(x @ w["fc/weights"] + w["fc/bias"], 1)


def explain(network, face, segments, z, layout, size):
    mean = torch.tensor([122.782, 117.001, 104.298]).view(1, 3, 1, 1)
    scores = []
    for i in range(0, SAMPLES, size):
        shown = torch.from_numpy(z[i : i + size][:, segments])[:, None]
        batch = (face * shown).contiguous(memory_format=layout)
        scores.append(network((batch - mean) / 255))
    return torch.cat(scores)


def main():
    manifest, threads, size, rounds = sys.argv[1], *map(int, sys.argv[2:5])
    torch.set_num_threads(threads)
    rng = np.random.RandomState(1)
    network = Network(read_weights(manifest))
    face = torch.from_numpy(rng.uniform(0, 255, (1, 3, SIDE, SIDE)).astype("f4"))
    row = np.arange(SIDE) * GRID // SIDE
    segments = row[:, None] * GRID + row[None]
    z = rng.rand(SAMPLES, GRID * GRID) < 0.5
    medians = []
    for layout in (torch.contiguous_format, torch.channels_last):
        taken = []
        for _ in range(rounds):
            start = time.perf_counter()
            with torch.no_grad():
                explain(network, face, segments, z, layout, size)
            taken.append(time.perf_counter() - start)
        medians.append(sorted(taken)[len(taken) // 2])
    print(f"{min(medians):.3f}")


main()
