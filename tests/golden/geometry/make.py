#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Golden vectors for baselines, aligners and masks: make.py SOURCE HERE, where
SOURCE holds the alignment vectors and HERE is this folder. See README.md."""
import os
import sys

import cv2
import numpy as np
from skimage.transform import SimilarityTransform, warp

HALF = 138


def alignment(source, here):
    """Copy what SciPy and its reading gave, warped maps in two halves."""
    def load(name):
        return np.load(os.path.join(source, name + ".npy"))

    for name in ["source_map"] + [f"{kind}_{what}" for kind in ("float", "integer")
                                  for what in ("source_points", "simplices", "triangle", "unsure")]:
        save(here, name, load(name))
    for kind in ("float", "integer"):
        warped = load(f"{kind}_warped")
        save(here, f"{kind}_warped_top", warped[:HALF])
        save(here, f"{kind}_warped_bottom", warped[HALF:])


def similarity(here):
    """skimage's pixels have their centres at whole numbers, ours at halves."""
    rng = np.random.default_rng(11)
    height, width = 40, 32
    target = np.round(rng.uniform(4, 28, (9, 2)), 2)
    frame = "".join(f"  [{x}, {y}],\n" for x, y in target)
    with open(os.path.join(here, "small-frame.yaml"), "w", encoding="ascii") as f:
        f.write(f"width: {width}\nheight: {height}\nlandmarks: [\n{frame}]\n")
    picture = rng.uniform(0, 1, (24, 30, 3)).astype(np.float32)
    save(here, "similarity_picture", picture)
    sources = {}
    angle = .6
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    sources["turned"] = (target - 16) @ turn * .5 + [14, 12] + rng.normal(0, .7, target.shape)
    sources["mirrored"] = target * [-.6, .6] + [24, 1]
    sources["larger"] = (target - 16) * 2.5 + [15, 12]
    for name, points in sources.items():
        points = np.clip(points, -20, 50)
        t = SimilarityTransform()
        assert t.estimate(points - .5, target - .5)
        warped = warp(picture.astype(np.float64), t.inverse, output_shape=(height, width), order=1,
                      mode="constant", cval=0)
        save(here, f"similarity_{name}_points", points)
        save(here, f"similarity_{name}_warped", warped)


def ellipse(here):
    height, width = 275, 224
    y, x = np.mgrid[:height, :width]
    far = ((x + .5 - width / 2) / width) ** 2 + ((y + .5 - height / 2) / height) ** 2
    save(here, "ellipse_order", np.argsort(far.ravel(), kind="stable")[:20000].astype(np.int32))


POLYGONS = {
    "convex": [[[3, 2], [40, 9], [30, 33], [8, 25]]],
    "concave": [[[2, 2], [45, 5], [24, 14], [40, 36], [5, 30], [14, 16]]],
    "crossing": [[[4, 4], [44, 34], [44, 4], [4, 34]]],
    "outside": [[[-12, 8], [30, -9], [61, 20], [22, 55]]],
    "flat": [[[5, 20], [40, 20], [20, 20]]],
    "hole": [[[3, 3], [44, 4], [42, 36], [6, 34]], [[14, 12], [32, 13], [30, 27], [15, 25]]],
}


def polygons(here):
    """fillPoly of whole-number contours on a canvas of 48 x 40, drawn on a larger
    one: where a contour leaves its canvas, OpenCV's boundary depends on its size."""
    lines = []
    for name, contours in POLYGONS.items():
        canvas = np.zeros((140, 148), np.uint8)
        cv2.fillPoly(canvas, [np.array(c, np.int32) + 50 for c in contours], 1)
        save(here, f"polygon_{name}", canvas[50:90, 50:98])
        lines.append(f"{name}: {contours}\n")
    with open(os.path.join(here, "polygons.yaml"), "w", encoding="ascii") as f:
        f.writelines(lines)


def save(here, name, array):
    np.save(os.path.join(here, name + ".npy"), array)


if __name__ == "__main__":
    alignment(*sys.argv[1:])
    similarity(sys.argv[2])
    ellipse(sys.argv[2])
    polygons(sys.argv[2])
