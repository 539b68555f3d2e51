#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Reduce the golden vectors for agreement to what the tests of the binarisers
use: make.py SOURCE HERE, where SOURCE holds otsu.json, otsu_few_levels.json and
.npy and the maps, and HERE is this folder. See README.md."""
import json
import os
import sys

import numpy as np

MAPS = ["mid_all_negative", "mid_blobs", "mid_one_hot", "mid_signed", "mid_two_values",
        "small_noise", "small_steps"]


def main(source, here):
    def read(name):
        with open(os.path.join(source, name), encoding="ascii") as f:
            return json.load(f)

    otsu = read("otsu.json")
    rows = [{"map": m, "threshold": otsu[m]["cv2"], "foreground": otsu[m]["foreground_cv2"]}
            for m in MAPS]
    write(here, "otsu.json", rows)

    few = read("otsu_few_levels.json")
    write(here, "few_levels.json",
          [{k: c[k] for k in ("index", "cv2", "skimage", "foreground_cv2")} for c in few["cases"]])
    pictures = np.load(os.path.join(source, "otsu_few_levels.npy"))
    np.save(os.path.join(here, "few_levels.npy"), pictures)

    for m in MAPS:
        values = np.load(os.path.join(source, f"heatmap_{m}.npy")).ravel()
        order = np.argsort(-values.astype(np.float64), kind="stable")
        np.save(os.path.join(here, f"order_{m}.npy"), order.astype(np.int32))


def write(here, name, rows):
    with open(os.path.join(here, name), "w", encoding="ascii") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
