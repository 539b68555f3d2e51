#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Take from the golden vectors (folder as first argument) what the tests of similarity use.

    copy.py GOLDEN/metrics

Writes into the folder of this script. Numbers are copied, none is computed.
"""
import json
import pathlib
import sys

source = pathlib.Path(sys.argv[1]) / "similarity"
target = pathlib.Path(__file__).parent


def write(name, rows):
    (target / name).write_text("[\n " + ",\n ".join(json.dumps(r) for r in rows) + "\n]\n")


keep = ("a", "b", "spearman", "kendall_tau_b", "ssim_gaussian", "jensen_shannon_divergence",
        "jensen_shannon_distance", "mass_intersection", "mutual_information_nats",
        "normalized_mutual_information", "histogram_intersection")
pairs = [p for p in json.loads((source / "pairs.json").read_text())
         if p["a"].startswith(("mid_", "small_"))]
write("pairs.json", [{**{k: p[k] for k in keep},
                      **{f"top{n}_{v}": p[f"top{n}"][v] for n in ("05", "20") for v in ("overlap", "iou")}}
                     for p in pairs])
write("rank_vectors.json", [{k: v[k] for k in ("x", "y", "spearman", "kendall_tau_b")}
                            for v in json.loads((source / "rank_vectors.json").read_text())])
