#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Take from the golden vectors (folder as first argument) what the tests of trees use.

    copy.py GOLDEN/metrics

Writes into the folder of this script. Numbers are copied, none is computed; indices become int32.
"""
import json
import pathlib
import shutil
import sys

import numpy

source = pathlib.Path(sys.argv[1]) / "clustering"
target = pathlib.Path(__file__).parent

trees = json.loads((source / "trees.json").read_text())
rows = [{"distance": d, "method": m, "cophenetic": t["cophenetic_correlation"],
         "tree_is_unique": t["tree_does_not_depend_on_item_order"],
         "optimal_length": t["optimal_length"],
         "cuts": {k: c["labels"] for k, c in t["cuts"].items() if c["cut_is_unique"]}}
        for d, methods in trees.items() for m, t in methods.items()]
(target / "trees.json").write_text("[\n " + ",\n ".join(json.dumps(r) for r in rows) + "\n]\n")

pairs = [{"distance": c["distance"], "a": c["a"], "b": c["b"], "bakers_gamma": c["cophenetic_spearman"],
          "fowlkes_mallows": {k: v["fowlkes_mallows"] for k, v in c["cuts"].items()}}
         for c in json.loads((source / "comparisons.json").read_text())
         if c["distance"].startswith("pearson")]
(target / "comparisons.json").write_text("[\n " + ",\n ".join(json.dumps(p) for p in pairs) + "\n]\n")

for path in source.glob("bootstrap_indices_*.npy"):
    numpy.save(target / path.name, numpy.load(path).astype(numpy.int32))
for pattern in ("bootstrap_data_*", "bootstrap_support_*", "linkage_*_ward.npy"):
    for path in source.glob(pattern):
        shutil.copyfile(path, target / path.name)
