#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench-heatmaps: how long it takes to score as many ready-made heatmaps as the
reference study has, 12 networks x 6 expressions x 500 maps of 224 x 275 pixels, each
against the masks of all expressions and beside baselines, with two workers, and how
much memory the coordinator and the largest worker take. The maps are sums of Gaussians;
their protocol is that of configs/published.yaml. MASKS is a folder with masks such as
the study's, ANGER_gt.png and so on; without it they are two ellipses each.

Needs Debian's python3-numpy.
"""
import argparse
import glob
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import numpy

EXPRESSIONS = "Anger Disgust Fear Happiness Sadness Surprise".split()
HEIGHT, WIDTH, NETWORKS = 275, 224, 12


def write_png(path, grey):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = numpy.concatenate([numpy.zeros((HEIGHT, 1), numpy.uint8), grey], 1).tobytes()
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" +
                chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)) +
                chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def draw(random):
    y, x = numpy.ogrid[:HEIGHT, :WIDTH]
    values = numpy.zeros((HEIGHT, WIDTH))
    for _ in range(4):
        cy, cx, sd = random.uniform(60, 215), random.uniform(50, 174), random.uniform(15, 50)
        values += random.uniform(.2, 1) * (numpy.exp(-(y - cy) ** 2 / (2 * sd * sd)) *
                                           numpy.exp(-(x - cx) ** 2 / (2 * sd * sd)))
    values -= values.min()
    return (255 * values / values.max()).astype(numpy.uint8)


def make_maps(folder, each):
    random = numpy.random.default_rng(1)
    os.makedirs(folder)
    for network in range(NETWORKS):
        for expression in EXPRESSIONS:
            for i in range(each):
                write_png(f"{folder}/net{network}_CV{i}_{expression}_heatmap.png", draw(random))


def make_masks(folder):
    y, x = numpy.ogrid[:HEIGHT, :WIDTH]
    os.makedirs(folder)
    for i, expression in enumerate(EXPRESSIONS):
        cy, dx = 70 + 25 * i, 15 + 8 * i
        inside = [((y - cy) / 18) ** 2 + ((x - WIDTH / 2 - side * dx) / 26) ** 2 < 1
                  for side in (-1, 1)]
        write_png(f"{folder}/{expression}_gt.png",
                  (255 * (inside[0] | inside[1])).astype(numpy.uint8))


def highest(pid):
    """The highest resident set of a process so far, MB."""
    try:
        with open(f"/proc/{pid}/status") as f:
            return max(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024
    except (OSError, ValueError):
        return 0


def watch(program):
    """Wait for it; the highest resident sets of itself and of its largest child."""
    own = child = 0
    while program.poll() is None:
        own = max(own, highest(program.pid))
        for path in glob.glob(f"/proc/{program.pid}/task/*/children"):
            try:
                with open(path) as f:
                    child = max([child] + [highest(pid) for pid in f.read().split()])
            except OSError:
                pass
        time.sleep(.2)
    if program.returncode:
        sys.exit(f"likeness run ended with {program.returncode}")
    return own, child


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("masks", nargs="?", help="the folder masks/ of the published study")
    p.add_argument("--each", type=int, default=500, help="maps of a network and an expression")
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--folder", help="keep the maps there, or take those that are there")
    options = p.parse_args()
    work = tempfile.mkdtemp(prefix="likeness-bench-")
    data = options.folder or os.path.join(work, "data")
    try:
        if not os.path.isdir(data):
            make_maps(os.path.join(data, "heatmaps_by_fold"), options.each)
            masks = os.path.join(data, "masks")
            shutil.copytree(options.masks, masks) if options.masks else make_masks(masks)
        count = len(os.listdir(os.path.join(data, "heatmaps_by_fold")))
        began = time.monotonic()
        program = subprocess.Popen(
            [os.environ.get("LIKENESS", "likeness"), "run", "published.yaml", "--set",
             f"data.path={data}", "--out", os.path.join(work, "out"), "--workers",
             str(options.workers), "--quiet"],
            stdout=subprocess.DEVNULL,
            env=dict(os.environ, XDG_CACHE_HOME=os.path.join(work, "cache")))
        own, child = watch(program)
        seconds = time.monotonic() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = used.ru_utime + used.ru_stime
        print(f"{count} heatmaps of {WIDTH} x {HEIGHT}, {options.workers} workers: {seconds:.1f} s, "
              f"{1000 * seconds / count:.2f} ms each, of the processors {1000 * busy / count:.2f}; "
              f"memory at its highest: coordinator {own:.0f} MB, largest worker {child:.0f} MB")
    finally:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
