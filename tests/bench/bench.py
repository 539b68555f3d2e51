#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench: LIME with 1000 samples of the face-api expression network (51.5
million multiply-adds) on one face, the whole command against the forward passes
alone of the same loop in PyTorch (Debian's python3-torch), on this machine.

Medians of ROUNDS runs; for PyTorch the better of two batch sizes and two memory
layouts. Needs what configs/fetch-data.sh brings. Leave the machine idle.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
DATA = os.environ.get("LIKENESS_DATA") or os.path.join(
    os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "likeness")


def likeness(threads):
    """Median seconds of `likeness explain`, without a store to find it in."""
    taken = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            subprocess.run(
                [os.environ["LIKENESS"], "explain", "--network", "faceapi-expression",
                 "--explainer", "lime", "--whole", "--workers", "1", "--threads", str(threads),
                 "--store", folder + "/store", "--out", folder + "/out",
                 DATA + "/photographs/astronaut.png"], check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]


def torch(threads):
    """Median seconds of the better batch size, or None without PyTorch."""
    manifest = DATA + "/face-api/face_expression_model-weights_manifest.json"
    best = None
    for size in (10, 100):
        done = subprocess.run(["/usr/bin/python3", HERE + "/lime_torch.py", manifest, str(threads),
                               str(size), str(max(1, ROUNDS // 2))], stdout=subprocess.PIPE,
                              text=True)
        if done.returncode:
            return None
        best = min(best or 1e9, float(done.stdout))
    return best


def main():
    if not os.path.exists(DATA + "/photographs/astronaut.png"):
        sys.exit("bench: run configs/fetch-data.sh first")
    print("LIME, 1000 samples, face-api expression network, seconds (median)")
    print("%-8s %10s %10s %8s" % ("threads", "likeness", "PyTorch", "ratio"))
    for threads in (1, 2):
        ours = likeness(threads)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        theirs = torch(threads) if threads == 1 or os.cpu_count() > 1 else None
        print("%-8d %10.2f %10s %8s" % (threads, ours, "%.2f" % theirs if theirs else "-",
                                        "%.1f" % (theirs / ours) if theirs else "-"))
        if threads == 1:
            first = peak
    print("a worker's memory at its highest: %.0f MB" % first)
    if not theirs:
        print("without PyTorch: apt-get install python3-torch python3-numpy")


main()
