#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Views in squares, and the curves over them, by their definitions in NumPy.

    make.py

Writes squares.json into the folder of this script. The network is a dense layer of three
classes with softmax, in float64; what is hidden is black.
"""
import json
import pathlib

import numpy as np

CLASSES = 3
draw = np.random.default_rng(20261127)


def ends(pixels, parts):
    """The first pixel of each part and the end of the last, rounded down."""
    return np.floor(np.linspace(0, 1, parts + 1) * pixels + 1e-9).astype(int)


def cut(height, width, side):
    down, across = min(side, height), min(side, width)
    rows = np.repeat(np.arange(down), np.diff(ends(height, down)))
    columns = np.repeat(np.arange(across), np.diff(ends(width, across)))
    return rows[:, None] * across + columns[None, :]


def probability(weights, picture, target):
    logits = weights @ (picture.ravel() / 255)
    e = np.exp(logits - logits.max())
    return e[target] / e.sum()


def areas(weights, target, pictures, covered):
    heights = np.array([probability(weights, p, target) for p in pictures])
    return (np.trapz(heights, np.linspace(0, 1, len(heights))),
            np.trapz(heights, np.array(covered) / covered[-1]))


def curves(case, labels, order):
    """Areas of deletion and insertion, by step and by covered pixels."""
    picture, weights, target = case["picture"], case["network"], case["class"]
    hidden = [np.isin(labels, order[:n]) for n in range(len(order) + 1)]
    covered = [int(h.sum()) for h in hidden]
    deletion = areas(weights, target, [np.where(h, 0, picture) for h in hidden], covered)
    insertion = areas(weights, target, [np.where(h, picture, 0) for h in hidden], covered)
    return dict(zip(("deletion", "deletion_area", "insertion", "insertion_area"), deletion + insertion))


def flat(values):
    return np.asarray(values).ravel().tolist()


def describe(height, width, side, values):
    case = {
        "picture": draw.integers(1, 256, (height, width)),
        "network": draw.integers(-128, 129, (CLASSES, height * width)) / 512,
        "class": int(draw.integers(CLASSES)),
    }
    labels = cut(height, width, side)
    values = values.astype(np.float32)
    means = np.array([values[labels == k].astype(float).mean() for k in range(labels.max() + 1)])
    order = np.argsort(-means, kind="stable")
    return {"height": height, "width": width, "side": side, "class": case["class"],
            "picture": flat(case["picture"]), "network": flat(case["network"]),
            "map": flat(np.round(values.astype(float), 6)), "labels": flat(labels),
            "weights": flat(means), **curves(case, labels, order)}


def main():
    signed = lambda *shape: np.round(draw.normal(size=shape), 2)
    steps = lambda *shape: draw.integers(-1, 2, shape) / 2
    half = signed(16, 16)
    half[:, 8:] = -.25
    cases = [
        describe(13, 11, 3, signed(13, 11)),
        describe(12, 20, 8, signed(12, 20)),
        describe(12, 20, 8, steps(12, 20)),
        describe(16, 16, 8, half),
        describe(5, 4, 8, signed(5, 4)),
        describe(4, 19, 8, steps(4, 19)),
    ]
    target = pathlib.Path(__file__).parent / "squares.json"
    target.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


main()
