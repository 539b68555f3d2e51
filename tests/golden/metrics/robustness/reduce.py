#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Take from the golden vectors (folder as first argument) what the tests use.

    reduce.py GOLDEN/metrics

Writes into the folder of this script. Numbers are copied, none is computed;
16-bit integers become 32-bit ones.
"""
import json
import pathlib
import shutil
import sys

import numpy as np

golden = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent
gray = golden / "explanation_quality_gray"
rgb = golden / "explanation_quality_rgb"

for name in ("perturbed_uniform", "perturbed_gaussian"):
    shutil.copyfile(gray / f"{name}.npy", target / f"gray_{name}.npy")
for name in ("model.onnx", "images.npy", "attributions.npy", "perturbed_uniform.npy"):
    shutil.copyfile(rgb / name, target / f"rgb_{name}")
np.save(target / "rgb_segments.npy", np.load(rgb / "segments.npy").astype("<i4"))
for folder, prefix in ((gray, "gray"), (rgb, "rgb")):
    for percent in (20, 50):
        name = f"road_imputed_{percent}_percent.npy"
        shutil.copyfile(folder / name, target / f"{prefix}_{name}")


def load(path):
    return json.loads(path.read_text())


values = {"rgb_labels": np.load(rgb / "labels.npy").tolist()}
for folder, prefix in ((gray, "gray"), (rgb, "rgb")):
    quantus = load(folder / "quantus.json")
    for name in ("MaxSensitivity", "AvgSensitivity", "LocalLipschitzEstimate", "Infidelity"):
        values[f"{prefix}_{name}"] = quantus[name]["value"]
road = load(gray / "quantus.json")["ROAD_no_noise"]
values["ROAD"] = road["value"]
values["ROAD_logits"] = road["logits_after_imputation"]
rows = load(rgb / "deletion_insertion_by_segment.json")
values["by_segment"] = [{k: v for k, v in row.items() if not k.endswith("curve")} for row in rows]
rows = load(rgb / "deletion_insertion_by_pixel_rise_code.json")
values["by_pixel"] = [{k: v for k, v in row.items() if not k.endswith("scores")} for row in rows]
(target / "values.json").write_text(json.dumps(values) + "\n")
