#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Superpixels of this folder's pictures by scikit-image's quickshift and felzenszwalb,
and what they take from NumPy: normal numbers, and the order of equal values.

Run in this folder with Debian 12's python3-skimage, after make.py and reduce.py.
"""
import json

import numpy as np
import skimage
from skimage.segmentation import felzenszwalb, quickshift

assert skimage.__version__ == "0.19.3", skimage.__version__
assert np.__version__ == "1.24.2", np.__version__

QUICKSHIFT = dict(kernel_size=4.0, max_dist=200.0, ratio=0.2, sigma=0.0, lab=True, seed=42)
SKIMAGE_SHIFT = dict(kernel_size=5.0, max_dist=10.0, ratio=1.0)
QUICKSHIFT_CASES = [
    ("p0_64x64", {}),
    ("p1_64x64", {}),
    ("p2_48x64", {}),
    ("p2_224x224", {}),
    ("p0_150x150", SKIMAGE_SHIFT),
    ("p1_64x64", dict(sigma=1.0)),
    ("p1_64x64", dict(seed=999)),
    ("face_112x112", {}),
    ("face_112x112", SKIMAGE_SHIFT),
    ("face_64x64", dict(kernel_size=1.0, max_dist=3.0)),
    ("face_64x64", dict(kernel_size=2.5, max_dist=6.0, ratio=0.5, sigma=0.7)),
    ("face_64x64", dict(kernel_size=30.0)),
    ("face_64x64", dict(ratio=0.0, max_dist=5.0)),
    ("face_64x64", dict(lab=False, ratio=1.0, max_dist=8.0)),
    ("face_64x64", dict(max_dist=0.0)),
    ("cat_37x53", dict(kernel_size=3.0)),
    ("coffee_7x120", dict(kernel_size=3.0)),
    ("coffee_120x7", dict(kernel_size=3.0)),
    ("flat_40x56", {}),
    ("flat_40x56", dict(seed=0, kernel_size=2.0)),
    ("coarse_41x50", dict(kernel_size=2.0)),
]

FELZENSZWALB = dict(scale=100.0, sigma=0.5, min_size=50)
SKIMAGE_JOIN = dict(scale=1.0, sigma=0.8, min_size=20)
FELZENSZWALB_CASES = [
    ("p0_64x64", {}),
    ("p1_64x64", {}),
    ("p2_48x64", {}),
    ("p2_224x224", {}),
    ("p0_150x150", SKIMAGE_JOIN),
    ("p2_64x64", dict(sigma=0.0)),
    ("face_112x112", {}),
    ("face_112x112", SKIMAGE_JOIN),
    ("face_64x64", dict(scale=1000.0, min_size=0)),
    ("face_64x64", dict(scale=0.0)),
    ("face_64x64", dict(sigma=3.0, min_size=1)),
    ("face_64x64", dict(min_size=5000)),
    ("cat_37x53", dict(min_size=20)),
    ("coffee_7x120", dict(min_size=10)),
    ("coffee_120x7", dict(min_size=10)),
    ("flat_40x56", dict(sigma=0.0, min_size=0)),
    ("coarse_41x50", dict(sigma=0.0, min_size=5)),
    ("coarse_41x50", dict(sigma=0.0, scale=10.0, min_size=20)),
]


def coarse():
    """Four levels a channel at random: most edges cost as much as others."""
    return (np.random.default_rng(1).integers(0, 4, (41, 50, 3)) * 80).astype(np.uint8)


def scaled(picture):
    return picture if picture.dtype == np.uint8 else picture.astype(np.float64) * (1 / 255)


def shift(picture, p):
    return quickshift(scaled(picture), ratio=p["ratio"], kernel_size=p["kernel_size"],
                      max_dist=p["max_dist"], sigma=p["sigma"], convert2lab=p["lab"],
                      random_seed=p["seed"])


def join(picture, p):
    return felzenszwalb(scaled(picture), scale=p["scale"], sigma=p["sigma"],
                        min_size=p["min_size"])


def write_labels(name, function, defaults, cases):
    rows = []
    for picture, changes in cases:
        found = function(np.load(picture + ".npy"), {**defaults, **changes})
        tail = "".join("_%s_%g" % item for item in changes.items())
        file = "%s_%s%s" % (picture, name, tail)
        np.save(file + ".npy", found.astype(np.uint8 if found.max() < 256 else np.int32))
        params = ", ".join("%s: %s" % (k, str(v).lower()) for k, v in changes.items())
        rows.append(dict(picture=picture, labels=file, params="{%s}" % params))
    with open(name + ".json", "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


def worst_order(n):
    """M. D. McIlroy, A Killer Adversary for Quicksort, 1999: values that NumPy's own
    argsort parts as badly as it can, so that it turns to heapsort."""
    values, solid, candidate = [n] * n, 0, -1

    class Value:
        def __init__(self, place):
            self.place = place

        def __lt__(self, other):
            nonlocal solid, candidate
            a, b = self.place, other.place
            if values[a] == values[b] == n:
                values[a if a == candidate else b] = solid
                solid += 1
            if values[a] == n:
                candidate = a
            elif values[b] == n:
                candidate = b
            return values[a] < values[b]

    items = np.empty(n, object)
    items[:] = [Value(i) for i in range(n)]
    np.argsort(items)
    return np.array(values)


def write_order():
    draw = np.random.default_rng(2)
    cases = {"equal": np.zeros(100), "few": draw.integers(0, 5, 3000),
             "many": draw.integers(0, 500, 3000), "worst": worst_order(2000) // 2}
    for name, values in cases.items():
        np.save("order_%s_costs.npy" % name, values.astype(np.int32))
        np.save("order_%s.npy" % name, np.argsort(values.astype(np.float64)).astype(np.int32))


np.save("coarse_41x50.npy", coarse())
write_labels("quickshift", shift, QUICKSHIFT, QUICKSHIFT_CASES)
write_labels("felzenszwalb", join, FELZENSZWALB, FELZENSZWALB_CASES)
for seed in (0, 42):
    np.save("normal_%d.npy" % seed, np.random.default_rng(seed).normal(size=6000))
write_order()
