#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Take over earlier vectors of scikit-image 0.19.3, labels as the uint8 where they fit.

reduce.py FOLDER: where the pictures pN_HxW.npy and their labels lie.
"""
import json
import os
import sys

import numpy as np

PICTURES = ["p0_64x64", "p1_64x64", "p2_64x64", "p2_48x64", "p0_150x150", "p2_224x224"]
PARAMS = {
    "slic_30_20": "{segments: 30, compactness: 20}",
    "slic_50_10": "{segments: 50, compactness: 10}",
    "slic_100_10": "{segments: 100, compactness: 10}",
}


def main(folder):
    rows = []
    for picture in PICTURES:
        np.save(picture + ".npy", np.load(os.path.join(folder, picture + ".npy")))
        for call, params in PARAMS.items():
            name = picture + "_" + call
            path = os.path.join(folder, name + ".npy")
            if not os.path.exists(path):
                continue
            labels = np.load(path)
            narrow = np.uint8 if labels.max() < 256 else np.int32
            np.save(name + ".npy", labels.astype(narrow))
            rows.append(dict(picture=picture, labels=name, params=params))
    with open("slic_earlier.json", "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


main(sys.argv[1])
