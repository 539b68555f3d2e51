#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench: forward passes of the twelve networks, untrained, in batches of ITEMS
on all processors: the backends that are built, and PyTorch (Debian's
python3-torch), frozen by torch.jit.optimize_for_inference and without oneDNN
(MKL-DNN). Median images/s; the ratio of onednn to the fastest of ONNX Runtime and
frozen PyTorch, and of openblas to PyTorch without oneDNN; GFLOP/s of onednn and
their share of what a large SGEMM of OpenBLAS reaches here.

    networks.py [NETWORK...]

BENCH_CLOCK=processor counts processor time, shared out evenly, where other work
keeps the machine busy (with BENCH_THREADS=1, else waiting counts too).
"""
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ITEMS = int(os.environ.get("BENCH_ITEMS", "10"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
THREADS = int(os.environ.get("BENCH_THREADS") or os.cpu_count() or 1)
BY_PROCESSOR = os.environ.get("BENCH_CLOCK") == "processor"
NETWORKS = ("alexnet weinet songnet silnet vgg16 vgg19 resnet50 resnet101v2 inceptionv3 xception "
            "mobilenetv3 efficientnetv2").split()
COLUMNS = ("openblas", "onednn", "onnxruntime", "frozen", "plain")


def run(command):
    """What a program prints, as numbers; None where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return [float(w) for w in done.stdout.split()] if done.returncode == 0 else None


def seconds(found):
    return found[1] / THREADS if BY_PROCESSOR else found[0]


def rate(found):
    return ITEMS / seconds(found) if found else None


def time_torch(name, how):
    """In a process of its own: prints median seconds of a batch and of processor time."""
    import numpy
    import torch
    import peer_networks
    torch.set_num_threads(THREADS)
    size = peer_networks.size_of(name)
    pixels = numpy.random.RandomState(1).randint(0, 256, (ITEMS, size, size, 3), "u1")
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        peer_networks.make_weights(name, pixels[0], folder + "/weights")
        network = peer_networks.Network(name, folder + "/weights", how)
        batch, walls, processors = peer_networks.normalise(name, pixels), [], []
        if how == "frozen":
            network = peer_networks.frozen(network, batch)
        with torch.backends.mkldnn.flags(enabled=how == "frozen"):
            for _ in range(ROUNDS + 2):
                wall, processor = time.perf_counter(), time.process_time()
                network(batch)
                walls.append(time.perf_counter() - wall)
                processors.append(time.process_time() - processor)
    print(*(sorted(t[2:])[ROUNDS // 2] for t in (walls, processors)))


def measure(program, name):
    model = f"{TOP}/configs/networks/{name}.yaml"
    found = {b: run([program, b, model, str(ITEMS), str(THREADS), str(ROUNDS)])
             for b in COLUMNS[:3]}
    for how in COLUMNS[3:]:
        found[how] = run(["/usr/bin/python3", __file__, "--torch", name, how])
    return found


def ratio(ours, *theirs):
    theirs = [t for t in theirs if t]
    return f"{ours / max(theirs):.2f}" if ours and theirs else "-"


def main():
    program = os.environ["BENCH_THROUGHPUT"]
    product = run([program, "sgemm", str(THREADS), str(ROUNDS)])
    peak = 2e-9 * product[2] / seconds(product)
    print(f"Images/s in batches of {ITEMS} on {THREADS} threads (median"
          f"{', of processor time' if BY_PROCESSOR else ''}); SGEMM {peak:.0f} GFLOP/s")
    print("%-15s" % "network", *("%11s" % c for c in COLUMNS),
          "%7s %8s %8s %6s" % ("onednn", "openblas", "GFLOP/s", "share"))
    seen = set()
    for name in sys.argv[1:] or NETWORKS:
        found = measure(program, name)
        r = {c: rate(found[c]) for c in COLUMNS}
        seen |= {c for c in COLUMNS if r[c]}
        flops = 2e-9 * found["onednn"][2] * r["onednn"] if r["onednn"] else 0
        print("%-15s" % name, *("%11s" % (f"{r[c]:.1f}" if r[c] else "-") for c in COLUMNS),
              "%7s" % ratio(r["onednn"], r["onnxruntime"], r["frozen"]),
              "%8s" % ratio(r["openblas"], r["plain"]),
              "%8.0f %5.0f%%" % (flops, 100 * flops / peak), flush=True)
    for missing in [c for c in COLUMNS if c not in seen]:
        print({"frozen": "without PyTorch: apt-get install python3-torch python3-numpy",
               "plain": "without PyTorch's own kernels"}.get(
                   missing, f"without the backend {missing}: it is not built here"))


if sys.argv[1:2] == ["--torch"]:
    time_torch(*sys.argv[2:4])
else:
    main()
