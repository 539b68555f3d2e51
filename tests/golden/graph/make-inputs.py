#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Inputs for networks, from astronaut.png of scikit-image (NASA, public domain).

faces.npy      4 x 112 x 112 x 3: the face as it is, and with parts painted over,
               so that the answers are not all certain
small.npy      4 x 64 x 64 x 3: the same at another size
scene.npy      104 x 104 x 3: head and shoulders; four times larger it is what a
               detector takes
"""
import numpy as np
from skimage import data, transform

image = data.astronaut()


def cut(x, y, side, size):
    square = image[y : y + side, x : x + side].astype(float) / 255
    return np.round(transform.resize(square, (size, size), anti_aliasing=True) * 255).astype("u1")


def painted(face):
    n = len(face)
    part = lambda a, b, c, d: (slice(int(a * n), int(b * n)), slice(int(c * n), int(d * n)))
    out = np.stack([face] * 4)
    out[1][part(0.62, 0.95, 0.2, 0.8)] = 0  # mouth
    out[2][part(0.15, 0.5, 0, 1)] = (130, 110, 100)  # eyes
    out[3][part(0, 1, 0, 0.55)] = 0  # one half
    return out


np.save("faces.npy", painted(cut(164, 60, 120, 112)))
np.save("small.npy", painted(cut(164, 60, 120, 64)))
np.save("scene.npy", cut(60, 0, 312, 104))
