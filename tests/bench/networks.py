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
import importlib.util
import os
import subprocess
import sys
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
    import torch
    sys.argv = ["make-twelve.py"]
    path = os.path.join(TOP, "tests", "graph", "make-twelve.py")
    spec = importlib.util.spec_from_file_location("twelve", path)
    twelve = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(twelve)
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    size = twelve.SIZES.get(name, 224)
    batch = torch.rand(ITEMS, 3, size, size)
    network, walls, processors = getattr(twelve, name), [], []
    twelve.w = twelve.Weights()
    with torch.no_grad():
        network(batch[:2])
        twelve.w.made = True
        twelve.w.kept = {k: v.float() for k, v in twelve.w.kept.items()}
        if how == "frozen":
            class Module(torch.nn.Module):
                def forward(self, x):
                    return network(x)
            traced = torch.jit.freeze(torch.jit.trace(Module().eval(), batch))
            network = torch.jit.optimize_for_inference(traced)
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
