#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench-training: steps of training, SGD with momentum on batches of ITEMS, in the
backends openblas and onednn and in PyTorch (Debian's python3-torch, over its oneDNN),
on one thread and on two. They take turns ROUNDS times; the median is printed, in
pictures a second, and how many times faster than PyTorch a backend is.

    training.py [NETWORK...]

BENCH_CLOCK=processor counts processor time, shared out evenly among the threads, where
other work keeps the machine busy.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ITEMS = int(os.environ.get("BENCH_ITEMS", "16"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
STEPS = int(os.environ.get("BENCH_STEPS", "3"))
THREADS = [int(t) for t in os.environ.get("BENCH_THREADS", "1 2").split()]
BY_PROCESSOR = os.environ.get("BENCH_CLOCK") == "processor"
NETWORKS = ("weinet", "songnet", "resnet50")
COLUMNS = ("openblas", "onednn", "torch")


def train_torch(name, threads):
    """In a process of its own: prints median seconds of a step and of processor time."""
    import numpy
    import torch
    import torch.nn.functional as F
    import peer_networks

    class Layers(peer_networks.Layers):
        def norm(self, layer, x, epsilon=1e-3, has_scale=True):
            w = self.w
            return F.batch_norm(x, w[layer + "/mean"], w[layer + "/variance"],
                                w.get(layer + "/gamma"), w[layer + "/beta"], True, .1, epsilon)

    torch.set_num_threads(threads)
    size = peer_networks.size_of(name)
    pixels = numpy.random.RandomState(1).randint(0, 256, (ITEMS, size, size, 3), "u1")
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        peer_networks.make_weights(name, pixels[0], folder + "/weights")
        weights = peer_networks.read_weights(folder + "/weights")
    trained = [w.requires_grad_() for key, w in weights.items()
               if not key.endswith(("/mean", "/variance"))]
    network = peer_networks.Network.__new__(peer_networks.Network)
    torch.nn.Module.__init__(network)
    network.add_layers(name, Layers(weights, False))
    optimiser = torch.optim.SGD(trained, 1e-3, momentum=.9)
    batch, targets = peer_networks.normalise(name, pixels), torch.arange(ITEMS) % 6
    walls, processors = [], []
    for _ in range(STEPS + 1):
        wall, processor = time.perf_counter(), time.process_time()
        optimiser.zero_grad()
        F.cross_entropy(network.logits(batch), targets).backward()
        optimiser.step()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    print(*(statistics.median(t[1:]) for t in (walls, processors)))


def run(name, column, threads):
    """Seconds of a step; None where it fails."""
    if column == "torch":
        command = ["/usr/bin/python3", __file__, "--torch", name, str(threads)]
    else:
        model = f"{TOP}/configs/networks/{name}.yaml"
        command = [os.environ["BENCH_TRAIN"], column, model, str(ITEMS), str(threads), str(STEPS)]
    # PyTorch's OpenMP may begin with one thread, whatever set_num_threads says later.
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ, OMP_NUM_THREADS=str(threads)))
    if done.returncode:
        print(f"{name}, {column}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    found = done.stdout.split()
    return float(found[1]) / threads if BY_PROCESSOR else float(found[0])


def measure(name, threads):
    found = {c: [] for c in COLUMNS}
    for _ in range(ROUNDS):
        for c in COLUMNS:
            found[c].append(run(name, c, threads))
    return {c: ITEMS / statistics.median(t) if all(t) else None for c, t in found.items()}


def main():
    print(f"Pictures/s trained on in batches of {ITEMS} (median of {ROUNDS} runs of {STEPS} steps"
          f"{', of processor time' if BY_PROCESSOR else ''}), and the ratio to PyTorch's")
    print("%-15s %7s" % ("network", "threads"), *("%9s" % c for c in COLUMNS),
          "%9s %9s" % COLUMNS[:2])
    for name in sys.argv[1:] or NETWORKS:
        for threads in THREADS:
            rates = measure(name, threads)
            ratios = [rates[c] / rates["torch"] if rates[c] and rates["torch"] else None
                      for c in COLUMNS[:2]]
            print("%-15s %7d" % (name, threads),
                  *("%9s" % (f"{rates[c]:.2f}" if rates[c] else "-") for c in COLUMNS),
                  *("%9s" % (f"{r:.2f}" if r else "-") for r in ratios), flush=True)


if sys.argv[1:2] == ["--torch"]:
    train_torch(sys.argv[2], int(sys.argv[3]))
else:
    main()
