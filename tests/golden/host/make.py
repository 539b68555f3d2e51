#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for tests/host/test-cut.c and test-npy.c: resizing by OpenCV, arrays
written by numpy. Run with Debian's python3-opencv and python3-numpy, in this
folder; then run make-views.mjs."""
import cv2
import numpy as np

rng = np.random.default_rng(20)
image = rng.integers(0, 256, (24, 31, 3), dtype=np.uint8)
np.save("image.npy", image)
as_float = image.astype(np.float32)

# Each after a hand-made crop and padding: (name, rule, width, height, source).
padded = np.zeros((21, 21, 3), np.float32)
padded[:12] = as_float[5:17, 4:25]  # box x 4, y 5, 21 x 12, zeros below
vectors = [
    ("linear-up", cv2.INTER_LINEAR, 47, 40, as_float),
    ("linear-down", cv2.INTER_LINEAR, 13, 11, as_float),
    ("linear-padded", cv2.INTER_LINEAR, 16, 16, padded),
    ("area", cv2.INTER_AREA, 9, 7, as_float),
    ("area-padded", cv2.INTER_AREA, 8, 8, padded),
    ("nearest", cv2.INTER_NEAREST, 19, 50, as_float),
]
for name, rule, width, height, source in vectors:
    np.save(f"cv2-{name}.npy", cv2.resize(source, (width, height), interpolation=rule))

# Landmarks of a face that hangs over the right edge of the image.
landmarks = rng.uniform([8.2, 3.7], [33.9, 19.4], (68, 2))
np.save("landmarks.npy", landmarks)

# One array of each type, all extents and an empty one.
for dtype in ["u1", "i4", "i8", "f4", "f8"]:
    np.save(f"numpy-{dtype}.npy", (np.arange(24).reshape(2, 3, 4) * 5 - 3).astype(dtype))
np.save("numpy-b1.npy", np.arange(7) % 3 == 0)
np.save("numpy-scalar.npy", np.float64(2.5))
np.save("numpy-empty.npy", np.zeros((0, 3), np.float32))
with open("numpy-version2.npy", "wb") as f:
    np.lib.format.write_array(f, np.arange(5, dtype="<i4"), version=(2, 0))
