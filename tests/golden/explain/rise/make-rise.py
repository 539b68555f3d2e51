#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for the tests of rise: make-rise.py COLLECTION

Copies them out of a collection made with eclique/RISE (README.md), of the
masks only the first eight.
"""
import shutil
import sys
from pathlib import Path

import numpy as np

source = Path(sys.argv[1]) / "rise"
for name in ("grid", "shift", "saliency"):
    shutil.copyfile(source / f"{name}.npy", f"{name}.npy")
    Path(f"{name}.npy").chmod(0o644)
np.save("masks_8.npy", np.load(source / "masks.npy")[:8])
