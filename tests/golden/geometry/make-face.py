#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Golden vectors for the baselines edges and mean-face: make-face.py, into the
folder of this script. See README.md."""
import pathlib

import cv2
import numpy as np
from scipy import ndimage

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
height, width = 48, 40
picture = cv2.GaussianBlur(rng.uniform(0, 255, (height, width, 3)), (0, 0), 2)
picture = np.clip((picture - 90) * 3, 1, 255).round().astype(np.uint8)
outside = np.hypot(*(np.mgrid[:height, :width] - np.array([24, 20])[:, None, None])) > 18
picture[outside] = 0

luminance = picture.astype(np.float64) @ [0.299, 0.587, 0.114]
edges = np.hypot(ndimage.sobel(luminance, 0), ndimage.sobel(luminance, 1))
edges[~ndimage.binary_erosion(~outside, np.ones((3, 3)))] = 0
cv2.imwrite(str(here / "face.png"), picture[..., ::-1])
np.save(here / "face_luminance.npy", luminance)
np.save(here / "face_edges.npy", edges)
np.save(here / "face_edges_smooth.npy", ndimage.gaussian_filter(edges, 3, mode="constant", truncate=4))
