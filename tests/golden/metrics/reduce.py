#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Take from the golden vectors (folder as first argument) what the tests use.

    reduce.py GOLDEN/metrics

Writes into the folder of this script. Numbers are copied, none is computed.
"""
import json
import pathlib
import shutil
import sys

source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent


def read(name):
    return json.loads((source / name).read_text())


def write(name, rows):
    lines = ",\n ".join(json.dumps(row) for row in rows)
    (target / name).write_text("[\n " + lines + "\n]\n")


def in_tests(name):
    return name.startswith(("mid_", "small_"))


def overlap():
    thresholds = read("agreement/otsu.json")
    rows = []
    for case in (c for c in read("agreement/cases.json") if in_tests(c["heatmap"])):
        otsu = case["otsu_cv2"]
        rows.append({
            "heatmap": case["heatmap"], "mask": case["mask"],
            "threshold": thresholds[case["heatmap"]]["cv2"],
            **{k: otsu[k] for k in ("tp", "fp", "fn", "iou", "precision", "recall", "f1", "undefined")},
            "chance": otsu["chance"]["closed"],
            "mass_inside": case["positive_mass_inside"],
        })
    write("overlap.json", rows)


def similarity():
    keep = ("a", "b", "pearson_numpy", "cosine", "ssim_uniform7", "ssim_data_range")
    write("similarity.json", [{k: p[k] for k in keep} for p in read("similarity/pairs.json") if in_tests(p["a"])])


def classification():
    rows = []
    for case in read("classification/scores.json"):
        macro = case["labels_seen"]["zero_division_0"]["macro"]
        keep = ("name", "labels", "truth", "predicted", "confusion", "accuracy")
        rows.append({**{k: case[k] for k in keep}, "macro": macro})
    write("classification.json", rows)


def clustering():
    trees = read("clustering/trees.json")
    methods = ("average", "single", "complete")
    rows = [{"distance": d, "method": m, "cophenetic": trees[d][m]["cophenetic_correlation"],
             "heights_are_unique": trees[d][m]["heights_do_not_depend_on_item_order"],
             "distances_differ": d.startswith("pearson")}
            for d in trees for m in methods]
    write("trees.json", rows)
    for row in rows:
        name = f"linkage_{row['distance']}_{row['method']}.npy"
        shutil.copyfile(source / "clustering" / name, target / name)
    for d in trees:
        shutil.copyfile(source / "clustering" / f"distance_{d}.npy", target / f"distance_{d}.npy")


def maps():
    for kind in ("heatmap", "u8", "mask"):
        for size in ("mid", "small"):
            for path in (source / "agreement").glob(f"{kind}_{size}_*.npy"):
                shutil.copyfile(path, target / path.name)


overlap()
similarity()
classification()
clustering()
maps()
