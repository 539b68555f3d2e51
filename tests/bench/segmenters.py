#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench-segmenters: superpixels by our segmenters and by scikit-image (Debian's
python3-skimage), one thread each, on its photograph of a face. Median milliseconds
of ROUNDS, in processor time, so that other work on the machine matters less; the
ratio, how many segments there are, and how many pixels have another label.
"""
import os
import resource
import statistics
import subprocess
import sys

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import skimage  # noqa: E402
from skimage.segmentation import felzenszwalb, quickshift, slic  # noqa: E402
from skimage.transform import resize  # noqa: E402

SEGMENT = os.environ.get("BENCH_SEGMENT", "tests/bench/segment")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
SIZES = (224, 64)
CASES = (
    ("slic", "{segments: 30, compactness: 20}",
     lambda v: slic(v, n_segments=30, compactness=20, start_label=0)),
    ("slic", "{segments: 50, compactness: 10}",
     lambda v: slic(v, n_segments=50, compactness=10, start_label=0)),
    ("quickshift", "{kernel_size: 4, max_dist: 200, ratio: 0.2}",
     lambda v: quickshift(v, kernel_size=4, max_dist=200, ratio=0.2, random_seed=42)),
    ("quickshift", "{kernel_size: 5, max_dist: 10, ratio: 1}",
     lambda v: quickshift(v, random_seed=42)),
    ("felzenszwalb", "{scale: 100, sigma: 0.5, min_size: 50}",
     lambda v: felzenszwalb(v, scale=100, sigma=0.5, min_size=50)),
    ("felzenszwalb", "{scale: 1, sigma: 0.8, min_size: 20}", felzenszwalb),
)


def face(size):
    """uint8, as lime's users have their images."""
    picture = skimage.data.astronaut()[:200, 125:325]
    small = resize(picture, (size, size), anti_aliasing=True, preserve_range=True)
    return np.rint(small).astype(np.uint8)


def ours(name, params, view):
    """Seconds and labels."""
    height, width = view.shape[:2]
    done = subprocess.run([SEGMENT, name, params, str(height), str(width), str(ROUNDS)],
                          input=view.astype(np.float32).tobytes(), capture_output=True)
    if done.returncode:
        sys.exit("segmenters.py: %s %s: %s" % (name, params, done.stderr.decode().strip()))
    return float(done.stderr), np.frombuffer(done.stdout, np.int32).reshape(height, width)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def theirs(function, view):
    labels, took = function(view), []
    for _ in range(ROUNDS):
        start = processor_seconds()
        function(view)
        took.append(processor_seconds() - start)
    return statistics.median(took), labels


def main():
    print("| segmenter | view | segments | scikit-image ms | Likeness ms | ratio | other labels |")
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        view = face(size)
        for name, params, function in CASES:
            peer, expected = theirs(function, view)
            own, labels = ours(name, params, view)
            print("| %s %s | %d x %d | %d | %.2f | %.2f | %.1f | %d |" % (
                name, params, size, size, labels.max() + 1, 1e3 * peer, 1e3 * own, peer / own,
                (labels != expected).sum()), flush=True)


if __name__ == "__main__":
    main()
