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

source = pathlib.Path(sys.argv[1]) / "explanation_quality_gray"
target = pathlib.Path(__file__).parent

for name in ("model.onnx", "images.npy", "attributions.npy"):
    shutil.copyfile(source / name, target / name)
for name in ("segments.npy", "subsets.npy"):
    np.save(target / name, np.load(source / name).astype("<i4"))

quantus = json.loads((source / "quantus.json").read_text())
values = {name: quantus[name]["value"] for name in (
    "PixelFlipping_logit", "PixelFlipping_auc_logit", "PixelFlipping_auc_softmax",
    "FaithfulnessCorrelation", "Infidelity", "Complexity_one_by_one", "Sparseness_not_normalised",
    "EffectiveComplexity_eps_1e-1")}
values["labels"] = np.load(source / "labels.npy").tolist()
values["logits"] = np.load(source / "logits.npy").astype(float).tolist()
(target / "quantus.json").write_text(json.dumps(values) + "\n")

curves = json.loads((source / "deletion_insertion_by_segment.json").read_text())
rows = [{k: v for k, v in row.items() if not k.endswith("curve")} for row in curves]
(target / "deletion_insertion.json").write_text(json.dumps(rows) + "\n")
