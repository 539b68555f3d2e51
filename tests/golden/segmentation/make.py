#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Pictures of the sizes that networks take, and their superpixels by scikit-image.

Run in this folder with Debian 12's python3-skimage. Pictures come from its own
data folder: astronaut (NASA, public domain), chelsea and coffee (CC0).
"""
import json

import numpy as np
import skimage
from skimage.segmentation import slic
from skimage.transform import resize

assert skimage.__version__ == "0.19.3", skimage.__version__

FACE = skimage.data.astronaut()[:200, 125:325]


def view(picture, height, width):
    """float32, 0..255, not whole numbers: what a host cuts out of a photograph."""
    small = resize(picture, (height, width), anti_aliasing=True, preserve_range=True)
    return small.astype(np.float32)


def flat(height, width):
    """Two flat halves and a spot: distances tie everywhere."""
    picture = np.full((height, width, 3), 40, np.uint8)
    picture[:, width // 2:] = (200, 120, 90)
    picture[5:8, 5:8] = 255
    return picture


PICTURES = {
    "face_112x112": view(FACE, 112, 112),
    "face_64x64": view(FACE, 64, 64),
    "cat_37x53": view(skimage.data.chelsea()[:, 80:400], 37, 53),
    "coffee_7x120": view(skimage.data.coffee()[180:215], 7, 120),
    "coffee_120x7": view(skimage.data.coffee()[:, 300:335], 120, 7),
    "flat_40x56": flat(40, 56),
}

DEFAULTS = dict(segments=30, compactness=20.0, iterations=10, sigma=0.0,
                connected=True, min_size=0.5, max_size=3.0)
CASES = [
    ("face_112x112", {}),
    ("face_112x112", dict(segments=50, compactness=10.0)),
    ("face_112x112", dict(segments=100, compactness=10.0)),
    ("face_112x112", dict(segments=300, compactness=30.0)),
    ("face_112x112", dict(segments=8, compactness=5.0)),
    ("face_112x112", dict(iterations=1)),
    ("face_112x112", dict(iterations=50)),
    ("face_112x112", dict(sigma=1.5)),
    ("face_112x112", dict(connected=False)),
    ("face_112x112", dict(compactness=0.5)),
    ("face_112x112", dict(min_size=1.2, max_size=1.5)),
    ("face_64x64", {}),
    ("face_64x64", dict(segments=50, compactness=10.0)),
    ("face_64x64", dict(segments=200, compactness=10.0)),
    ("face_64x64", dict(sigma=30.0)),
    ("cat_37x53", {}),
    ("cat_37x53", dict(segments=2)),
    ("cat_37x53", dict(segments=1)),
    ("coffee_7x120", dict(segments=5)),
    ("coffee_7x120", {}),
    ("coffee_120x7", dict(segments=5)),
    ("coffee_120x7", dict(segments=100)),
    ("flat_40x56", {}),
    ("flat_40x56", dict(connected=False)),
    ("flat_40x56", dict(segments=100)),
    ("flat_40x56", dict(segments=5000, compactness=1e-6, connected=False)),
]


def labels(picture, p):
    scaled = picture if picture.dtype == np.uint8 else picture.astype(np.float64) / 255
    return slic(scaled, n_segments=p["segments"], compactness=p["compactness"],
                max_num_iter=p["iterations"], sigma=p["sigma"],
                enforce_connectivity=p["connected"], min_size_factor=p["min_size"],
                max_size_factor=p["max_size"], start_label=0)


def main():
    rows = []
    for name, picture in PICTURES.items():
        np.save(name + ".npy", picture)
    for name, changes in CASES:
        found = labels(PICTURES[name], {**DEFAULTS, **changes})
        tail = "".join("_%s_%g" % item for item in changes.items())
        file = "%s_slic%s" % (name, tail)
        found = np.unique(found, return_inverse=True)[1].reshape(found.shape)  # close gaps
        np.save(file + ".npy", found.astype(np.uint8 if found.max() < 256 else np.int32))
        params = "{%s}" % ", ".join(
            "%s: %s" % (k, str(v).lower()) for k, v in changes.items())
        rows.append(dict(picture=name, labels=file, params=params))
    with open("slic.json", "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


main()
