#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Pictures varied for training, by SciPy: augment-*.npy beside this file.

ndimage.map_coordinates with order 1 and mode "reflect" (abcddcba) is the
resampling; flip, then turn, then shift, each about the middle of the picture,
then contrast about the mean of each channel.
"""
import os

import numpy as np
from scipy import ndimage

HERE = os.path.dirname(os.path.abspath(__file__))
HEIGHT, WIDTH = 13, 10
# flip, degrees clockwise, dx, dy, contrast
CHANGES = [
    (0, 0, 0, 0, 1),
    (1, 0, 0, 0, 1),
    (0, 90, 0, 0, 1),
    (0, 0, 2, -3, 1),
    (0, 0, -0.25, 1.5, 1),
    (0, -11, 0, 0, 1),
    (1, 7.5, 1.25, -0.75, 1),
    (0, 0, 0, 0, 1.4),
    (1, 160, 14.5, 20.25, 0.6),
]


def vary(picture, flip, degrees, dx, dy, contrast):
    centre = (np.array(picture.shape[:2]) - 1) / 2
    if flip:
        picture = picture[:, ::-1]
    turn = np.deg2rad(degrees)
    # From a pixel of the result (row, column) to where it was.
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    at = np.stack([rows - centre[0] - dy, columns - centre[1] - dx]).reshape(2, -1)
    source = matrix @ at + centre[:, None]
    out = np.stack(
        [
            ndimage.map_coordinates(picture[..., c], source, order=1, mode="reflect")
            for c in range(3)
        ],
        axis=-1,
    ).reshape(picture.shape)
    mean = out.mean(axis=(0, 1))
    return np.clip((out - mean) * contrast + mean, 0, 255) if contrast != 1 else out


def main():
    rng = np.random.default_rng(20)
    picture = rng.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.float64)
    np.save(os.path.join(HERE, "augment-picture.npy"), picture.astype(np.float32))
    np.save(os.path.join(HERE, "augment-changes.npy"), np.array(CHANGES, np.float64))
    varied = np.stack([vary(picture, *c) for c in CHANGES])
    np.save(os.path.join(HERE, "augment-varied.npy"), varied.astype(np.float32))


main()
