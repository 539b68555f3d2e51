#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""make bench: whole explanations by Likeness against the same loops in PyTorch, for
the twelve networks, untrained, and the two trained ones. docs/performance.md says
what is measured and how. Ours and theirs take turns, each in a process of its own;
what was measured is kept in a file, so that a run that was stopped goes on.

Needs what configs/fetch-data.sh brings and Debian's python3-torch, python3-skimage,
python3-sklearn and python3-scipy.
"""
import argparse
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time

import measuring
import tables

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
TRAINED = ("faceapi-expression", "mini-xception")
NETWORKS = ("alexnet weinet songnet silnet vgg16 vgg19 resnet50 resnet101v2 inceptionv3 xception "
            "mobilenetv3 efficientnetv2").split() + list(TRAINED)
NOT_224 = ("weinet", "silnet") + TRAINED
WINDOWS = 27 * 27  # of 16 pixels, 8 apart, over 224

# How a backend is told which way to take; a backend without the parameter has one.
PATHS = {"distinct": "coalitions=auto", "dense": "coalitions=dense"}

# Blocks that glibc gives back to the kernel cost page faults at every layer.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
               "MALLOC_TOP_PAD_": str(1 << 28), "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
PEERS = {"eager": ("eager", {}), "best": ("frozen", KEEP_MEMORY)}

COLUMNS = ([f"lime {b} {p}" for b in ("onednn", "openblas") for p in PATHS] +
           ["lime pytorch eager", "lime pytorch best"] +
           [f"occlusion onednn {p}" for p in PATHS] + ["occlusion pytorch eager"])

EQUALITY = ("lime onednn equality", "lime openblas equality", "occlusion onednn equality")

# Thousand million multiply-adds a second, roughly, until something was measured.
GUESSES = {"onednn distinct": 600, "onednn dense": 200, "openblas distinct": 400,
           "openblas dense": 70, "pytorch eager": 50, "pytorch best": 80}


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("networks", nargs="*", help="default: all fourteen")
    p.add_argument("--columns", help="a regular expression: those to measure, as in 'lime onednn'")
    p.add_argument("--repeats", type=int, default=3)
    p.add_argument("--samples", type=int, default=1000, help="of LIME, on both sides")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--quick", action="store_true",
                   help="PyTorch scores 100 samples, once, scaled to all of them")
    p.add_argument("--again", action="store_true", help="drop what is kept of these first")
    p.add_argument("--estimate", action="store_true", help="only say how long it would take")
    p.add_argument("--show", action="store_true", help="only print the tables of what is kept")
    p.add_argument("--write", action="store_true", help="put the tables into docs and README.md")
    p.add_argument("--results", default="tests/bench/explanations.json", help="where it is kept")
    a = p.parse_args()
    for n in [n for n in a.networks if n not in NETWORKS]:
        sys.exit(f"explanations: no network {n}; there are {' '.join(NETWORKS)}")
    a.networks = a.networks or NETWORKS
    a.columns = [c for c in COLUMNS if re.search(a.columns or "", c)]
    a.data = os.environ.get("LIKENESS_DATA") or os.path.join(
        os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "likeness")
    return a


def peer(*words, environment=None):
    command = ["/usr/bin/python3", HERE + "/peer.py", *map(str, words)]
    return json.loads(measuring.run(command, environment).out)


# ---- What is kept -------------------------------------------------------------------


class Kept:
    """Results by "network, column, samples, threads", in a file that is whole at any
    time. Those of another machine are not taken, and those of ours neither after
    another build."""

    def __init__(self, path):
        self.path, self.all = path, {}
        if os.path.exists(path):
            with open(path) as f:
                self.all = json.load(f)
        if self.all.get("machine") not in (None, measuring.machine()):
            sys.exit(f"explanations: {path} was measured on another machine; remove it, or name "
                     "another with --results")
        self.all.setdefault("machine", measuring.machine())
        self.all.setdefault("cells", {})

    def cell(self, network, column, samples, threads):
        return self.all["cells"].setdefault(f"{network}, {column}, {samples}, {threads}",
                                            {"runs": []})

    def write(self):
        os.makedirs(os.path.dirname(os.path.abspath(self.path)), exist_ok=True)
        with open(self.path + ".new", "w") as f:
            json.dump(self.all, f, indent=1)
        os.replace(self.path + ".new", self.path)


@functools.lru_cache
def build_of(backend):
    digest = hashlib.sha256()
    for path in (os.environ["LIKENESS"], *(os.path.join(os.environ["LIKENESS_PLUGIN_PATH"], n)
                 for n in (f"backend-{backend}.so", "explainer-lime.so", "explainer-occlusion.so",
                           "segmenter-slic.so"))):
        with open(path, "rb") as f:
            digest.update(f.read())
    return digest.hexdigest()[:16]


# ---- A network ------------------------------------------------------------------------


class Subject:
    """A network with its picture and weights, made when they are first wanted."""

    def __init__(self, a, name, folder):
        self.a, self.name, self.folder = a, name, folder
        self.picture, self.weights = f"{folder}/{name}.png", f"{folder}/{name}.safetensors"

    def prepare(self):
        if os.path.exists(self.weights):
            return self
        photograph = self.a.data + "/photographs/astronaut.png"
        peer("picture", photograph, self.name, self.picture)
        if self.name in TRAINED:
            measuring.run([os.environ["LIKENESS"], "export", self.name, "--safetensors",
                           self.weights])
        else:
            peer("weights", self.name, self.picture, self.weights)
        return self

    def drop(self):
        if os.path.exists(self.weights):
            os.remove(self.weights)

    def multiply_adds(self):
        out = measuring.run([os.environ["LIKENESS"], "inspect", self.name]).out
        return int(re.search(r"multiply-adds +(\d+)", out)[1])


def elapsed(lines, phase):
    return [e["elapsed"] for e in lines if e.get("phase") == phase][-1]


def measure_ours(s, task, backend, path, samples, arrays):
    """The phase `explain` of the command; what comes before it is its start."""
    explainer = {"lime": f"lime,samples={samples},positive=false,quantise=false",
                 "occlusion": "occlusion,window=16,stride=8"}[task]
    command = [os.environ["LIKENESS"], "explain", "--network", s.name, "--backend", backend,
               "--explainer", explainer, "--whole", "--workers", "1", "--save", "--json",
               "--threads", str(s.a.threads)]
    if has_paths(backend):
        command += ["--set", "networks.network." + PATHS[path]]
    if s.name not in TRAINED:
        command += ["--weights", s.weights]
    shutil.rmtree(arrays, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=s.folder) as folder:
        m = measuring.run(command + ["--store", folder + "/store", "--out", arrays, s.picture])
    lines = [json.loads(x) for x in m.err.splitlines() if x.startswith("{")]
    seconds = elapsed(lines, "explain") - elapsed(lines, "predict")
    return {"seconds": seconds, "start": m.seconds - seconds, "peak_mb": m.peak_mb,
            "others": m.others}


def measure_peer(s, task, which, samples, whole, choice):
    """Of fewer samples than the whole, the forward passes are scaled."""
    how, environment = PEERS[which]
    words = [task, s.name, s.weights, s.picture, how, samples, s.a.threads, choice]
    command = ["/usr/bin/python3", HERE + "/peer.py", *(str(w) for w in words if w is not None)]
    threads = {k: str(s.a.threads) for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    m = measuring.run(command, {**environment, **threads})
    r = json.loads(m.out)
    scaled = r["forward"] * (whole / samples - 1)
    start = m.seconds - r["seconds"] - r["pilot_seconds"]
    return {**r, "seconds": r["seconds"] + scaled, "whole": whole, "start": start,
            "others": m.others}


@functools.lru_cache
def has_paths(backend):
    out = measuring.run([os.environ["LIKENESS"], "inspect", backend]).out
    return bool(re.search(r"^  coalitions\b", out, re.M))


# ---- All of them -------------------------------------------------------------------------


def is_possible(name, column):
    task, who, path = column.split()
    if task == "occlusion" and name in NOT_224:
        return False
    return who == "pytorch" or path == "dense" or has_paths(who)


def samples_of(a, column, quick):
    if quick and "pytorch" in column:
        return 100
    return WINDOWS if column.startswith("occlusion") else a.samples


def repeats_of(a, column):
    return 1 if a.quick and "pytorch" in column else a.repeats


class Bench:
    def __init__(self, a):
        self.a, self.kept = a, Kept(a.results)
        self.folder = tempfile.mkdtemp(prefix="bench-", dir=".")
        self.subjects = {n: Subject(a, n, os.path.abspath(self.folder)) for n in a.networks}
        self.predicted, self.taken = 0., 0.

    def cell(self, name, column, quick=None):
        quick = self.a.quick if quick is None else quick
        cell = self.kept.cell(name, column, samples_of(self.a, column, quick), self.a.threads)
        who = column.split()[1]
        of = "pytorch" if who == "pytorch" else build_of(who)
        if cell.setdefault("of", of) != of:
            cell.clear()
            cell.update(of=of, runs=[])
        return cell

    def missing(self):
        """In the order in which they are measured: ours and theirs in turns."""
        for name in self.a.networks:
            columns = [c for c in self.a.columns if is_possible(name, c)]
            for turn in range(self.a.repeats):
                for c in columns:
                    if turn < repeats_of(self.a, c) and len(self.cell(name, c)["runs"]) <= turn:
                        yield name, c

    def guess(self, name, column):
        """Seconds that a measurement takes, start and pilot included."""
        runs = self.cell(name, column)["runs"]
        if runs:
            return runs[-1]["seconds"] + runs[-1]["start"]
        cells = self.kept.all.setdefault("multiply_adds", {})
        if name not in cells:
            cells[name] = self.subjects[name].multiply_adds()
        samples = samples_of(self.a, column, self.a.quick) + ("pytorch" in column) * 250
        return 5 + samples * cells[name] * 1e-9 / GUESSES[column.split(" ", 1)[1]]

    def left(self, cells):
        """Seconds, by what is known and by how far off it was."""
        guess = sum(self.guess(*c) for c in cells)
        return guess * (self.taken / self.predicted if self.predicted else 1)

    def arrays(self, name, column):
        return os.path.join(os.path.dirname(os.path.abspath(self.a.results)), "arrays",
                            f"{name} {column}".replace(" ", "-"))

    def measure(self, name, column):
        task, who, path = column.split()
        cell, samples = self.cell(name, column), samples_of(self.a, column, self.a.quick)
        guess, start = self.guess(name, column), time.perf_counter()
        s = self.subjects[name].prepare()
        if who == "pytorch":
            whole = samples_of(self.a, column, False)
            run = measure_peer(s, task, path, samples, whole, cell.get("choice"))
            cell["choice"] = run["choice"]
        else:
            run = measure_ours(s, task, who, path, samples, self.arrays(name, column))
        cell["runs"].append(run)
        self.predicted += guess
        self.taken += time.perf_counter() - start
        self.kept.write()
        return run

    def compare(self, name):
        """What the paths of a backend agree to, and ours with PyTorch's first scores."""
        for task, who, _ in map(str.split, EQUALITY):
            stems = [f"{self.arrays(name, f'{task} {who} {p}')}/{name}-1-{task}" for p in PATHS]
            found = [os.path.exists(stem + "-scores.npy") for stem in stems]
            cell = self.kept.cell(name, f"{task} {who} equality", self.a.samples, self.a.threads)
            if all(found):
                cell["paths"] = peer("compare", *stems)
            if any(found) and task == "lime":
                s = self.subjects[name].prepare()
                cell["pytorch"] = peer("same", name, s.weights, s.picture, stems[found.index(True)])
        self.kept.write()

    def run(self):
        missing = list(self.missing())
        for name in self.a.networks:
            mine = [m for m in missing if m[0] == name]
            for _, column in mine:
                left = duration(self.left(missing))
                print(f"{left:>10} to go  {name}, {column}", end="", flush=True)
                r = self.measure(name, column)
                missing.remove((name, column))
                busy = f", other work kept {r['others']:.1f} processors busy"
                print(f": {r['seconds']:.3f} s, {r['peak_mb']:.0f} MB{busy * tables.is_busy(r)}",
                      flush=True)
            if mine or not self.is_compared(name):
                self.compare(name)
            self.subjects[name].drop()

    def is_compared(self, name):
        return "pytorch" in self.kept.cell(name, EQUALITY[0], self.a.samples, self.a.threads)

    def all_cells(self):
        """By network and column; of a quick run where there is no whole one."""
        cells = {n: {c: self.cell(n, c, False) for c in COLUMNS} for n in self.a.networks}
        for n, row in cells.items():
            row.update({c: self.cell(n, c, True) for c, cell in row.items() if not cell["runs"]})
            row.update({c: self.kept.cell(n, c, self.a.samples, self.a.threads) for c in EQUALITY})
        return cells

    def forget(self):
        for name in self.a.networks:
            for column in self.a.columns:
                self.cell(name, column).update(runs=[])


def duration(seconds):
    return f"{seconds / 3600:.1f} h" if seconds > 5400 else f"{seconds / 60:.0f} min"


def main():
    a = parse()
    if not os.path.exists(a.data + "/photographs/astronaut.png"):
        sys.exit("explanations: run configs/fetch-data.sh first")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("explanations: stopped"))
    bench = Bench(a)
    try:
        if a.again:
            bench.forget()
        missing = list(bench.missing())
        if not a.show:
            print(f"{len(missing)} measurements, about {duration(bench.left(missing))}")
        if a.estimate:
            return
        if not a.show:
            bench.kept.all["versions"] = peer("versions")
            bench.kept.all["page_fault"] = measuring.page_fault()
            bench.run()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    page = tables.Page(bench.all_cells(), bench.kept.all, a)
    print(page.details())
    if a.write:
        tables.replace(TOP + "/docs/performance.md", "explanations", page.details())
        tables.replace(TOP + "/README.md", "explanations", page.summary())


main()
