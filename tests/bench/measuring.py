# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Processes that are measured: wall time, memory, and what else the machine did."""
import collections
import mmap
import os
import re
import subprocess
import tempfile
import time

Measured = collections.namedtuple("Measured", "out err seconds peak_mb others")


def busy_seconds():
    """Processor time of the whole machine, what it lost to other guests included."""
    with open("/proc/stat") as f:
        ticks = [int(w) for w in f.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def run(command, environment=None):
    """`others` is how many processors other work kept busy meanwhile. The parent has
    to stay small: a child begins with its parent's memory as its own highest."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        busy, start = busy_seconds(), time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                                 env={**os.environ, **(environment or {})})
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            raise
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        others = (busy_seconds() - busy - used.ru_utime - used.ru_stime) / seconds
        out.seek(0), err.seek(0)
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{err.read()[-2000:]}")
        return Measured(out.read(), err.read(), seconds, used.ru_maxrss / 1024, max(0, others))


def page_fault():
    """Seconds that the kernel takes to give a page: many times more in some virtual
    machines than on a bare one, to the loss of whoever gives memory back and forth."""
    size = 4 << 20
    with mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        start = time.perf_counter()
        for i in range(0, size, mmap.PAGESIZE):
            memory[i] = 1
        first = time.perf_counter()
        for i in range(0, size, mmap.PAGESIZE):
            memory[i] = 2
        return max(0, 2 * first - start - time.perf_counter()) / (size // mmap.PAGESIZE)


def machine():
    """What may be told of it: the family of its processors and what they can do."""
    with open("/proc/cpuinfo") as f:
        text = f.read()
    model = re.search(r"model name\s*: (.*)", text)
    flags = set((re.search(r"flags\s*: (.*)", text) or ["", ""])[1].split())
    best = next((n for f, n in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if f in flags), "no AVX2")
    return f"{model[1].strip() if model else os.uname().machine}, {best}"
