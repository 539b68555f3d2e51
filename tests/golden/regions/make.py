# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Golden labels of regions: outlines of configs/regions/face.yaml over made-up faces,
filled by matplotlib. Run here: python3 make.py"""

import json
import re

import numpy as np
import yaml
from matplotlib.path import Path

CONFIGS = "../../../configs/"
REGIONS = yaml.safe_load(open(CONFIGS + "regions/face.yaml"))["regions"]
FACE = np.array(yaml.safe_load(open(CONFIGS + "frames/ekman-68.yaml"))["landmarks"], float)


def point(text, marks):
    """An outline's point: ID, mA_B, or ID+ID/N-ID/N."""
    text = str(text)
    if text[0] == "m":
        a, b = text[1:].split("_")
        return (marks[int(a) - 1] + marks[int(b) - 1]) / 2
    return sum(float(sign + "1") / float(by or 1) * marks[int(which) - 1]
               for sign, which, by in re.findall(r"([+-]?)(\d+)(?:/(\d+))?", text))


def cut(marks, size):
    """Later regions lie on earlier ones. Who has no pixel gets the nearest to the middle of
    its outline, in raster order, from a region that has more than one."""
    ys, xs = np.mgrid[:size, :size] + .5
    centres = np.stack([xs.ravel(), ys.ravel()], 1)
    labels = np.zeros(size * size, np.uint8)
    outlines = [np.array([point(p, marks) for p in r["outline"]]) for r in REGIONS.values()]
    for k, outline in enumerate(outlines):
        labels[Path(outline).contains_points(centres)] = k + 1
    found = [len(set(labels.tolist()))]
    for k in range(len(outlines) + 1):
        if not (labels == k).any():
            place = outlines[k - 1].mean(0) if k else np.zeros(2)
            distance = ((centres - place) ** 2).sum(1)
            distance[np.bincount(labels, minlength=256)[labels] < 2] = np.inf
            labels[distance.argmin()] = k
    return labels.reshape(size, size), found[0]


def face(rng, size, turn, fill, shift, squeeze):
    """The canonical face, roughened, with half its width squeezed, turned, and put into a view."""
    marks = FACE - [112, 150]
    marks = marks + rng.normal(0, 1.5, marks.shape)
    right = marks[:, 0] > 0
    marks[right, 0] *= squeeze
    c, s = np.cos(turn), np.sin(turn)
    marks = marks @ np.array([[c, s], [-s, c]])
    return marks * (size * fill / 260) + size * (.5 + np.array(shift))


rng = np.random.default_rng(8)
rows = []
for size in 32, 48, 64, 224:
    for name, turn, fill, shift, squeeze in (
            ("upright", 0, .8, (0, .05), 1), ("tilted", .5, .7, (0, 0), 1),
            ("turned", -.1, .9, (.05, 0), .25), ("close", .1, 1.8, (.1, -.2), 1),
            ("outside", 0, .9, (-.7, .6), 1)):
        if size == 224 and name in ("tilted", "outside"):
            continue
        marks = face(rng, size, turn, fill, shift, squeeze)
        labels, found = cut(marks, size)
        stem = f"{name}_{size}"
        np.save(stem + "_landmarks.npy", marks)
        np.save(stem + ".npy", labels)
        rows.append({"name": stem, "regions": found})
json.dump(rows, open("regions.json", "w"), indent=0)
