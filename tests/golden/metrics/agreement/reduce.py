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

source = pathlib.Path(sys.argv[1]) / "agreement"
target = pathlib.Path(__file__).parent


def read(name):
    return json.loads((source / name).read_text())


def write(name, rows):
    lines = ",\n ".join(json.dumps(row) for row in rows)
    (target / name).write_text("[\n " + lines + "\n]\n")


def number(value):
    return value if isinstance(value, (int, float)) else None


def expected(ties):
    return None if ties is None else number(ties["expected"])


def cut(foreground):
    keep = ("tp", "fp", "fn", "kappa")
    return {**{k: foreground[k] for k in keep}, "kappa_is_defined": "kappa" not in foreground["undefined"]}


def cases():
    thresholds = read("otsu.json")
    rows = []
    for case in (c for c in read("cases.json") if c["heatmap"].startswith(("mid_", "small_"))):
        rows.append({
            "heatmap": case["heatmap"], "mask": case["mask"],
            "threshold": thresholds[case["heatmap"]]["cv2"],
            "otsu": {**cut(case["otsu_cv2"]), "iou": case["otsu_cv2"]["iou"],
                     "chance": case["otsu_cv2"]["chance"]["exact"]},
            "top": {share: {**cut(case[name]), "k": case[name]["k"]}
                    for share, name in (("0.05", "top05"), ("0.1", "top10"), ("0.2", "top20"))},
            "roc_auc": number(case["roc_auc"]),
            "average_precision": number(case["average_precision"]),
            "nss": number(case["nss_population_sd"]),
            "mass_over_area": number(case["mass_over_area"]),
            "rank_accuracy": expected(case["rank_accuracy_ties"]),
            "topk_intersection": expected(case["top_k_ties"]),
            "pointing_game": {True: 1, False: 0, None: None}[case["pointing_game_any_maximum"]],
            "wasserstein": case["wasserstein_marginals"],
        })
    write("cases.json", rows)


cases()
write("chance_iou.json", read("chance_iou.json"))
write("emd.json", [{k: row[k] for k in ("index", "heatmap", "mask", "emd_cv2_float32")}
                   for row in read("emd.json")])
shutil.copyfile(source / "emd_maps_14x14.npy", target / "emd_maps_14x14.npy")
