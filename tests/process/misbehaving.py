# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""misbehaving.py MODE: an explainer that does wrong in the way of MODE. It speaks
the protocol by itself, and without NumPy, as it is started often."""
import ast
import math
import os
import signal
import struct
import sys
import time

NAN, ONE = struct.pack("<f", math.nan), struct.pack("<f", 1)


def head(descr, *shape):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def read_array():
    about = ast.literal_eval(sys.stdin.buffer.read(128)[10:].decode())
    return about["shape"], sys.stdin.buffer.read(int(about["descr"][2]) * math.prod(about["shape"]))


def say(line, *parts):
    sys.stdout.buffer.write(line.encode() + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()


def misbehave(mode, shape, view, count):
    pixels = shape[0] * shape[1]
    heatmaps = head("<f4", count, *shape[:2])
    batch = head("<f4", 1, *shape) + view
    whole = heatmaps + count * pixels * ONE
    return {
        "die": lambda: (print("no memory", file=sys.stderr), sys.stderr.flush(), os._exit(3)),
        "crash": lambda: os.kill(os.getpid(), signal.SIGABRT),
        "hang": lambda: time.sleep(60),
        "half": lambda: (say("heatmaps", heatmaps[:60]), os._exit(0)),
        "words": lambda: say("Loading the model ..."),
        "bytes": lambda: say("heatmaps", b"no array at all, and more of it than a header has"),
        "long": lambda: say("error " + 600 * "x"),
        "few": lambda: say("heatmaps", head("<f4", count, *shape[1::-1]), whole[128:]),
        "nan": lambda: say("heatmaps", heatmaps, count * pixels * NAN),
        "type": lambda: say("heatmaps", head("<i4", count, *shape[:2]), whole[128:]),
        "weights": lambda: say("weights", head("<f4", count, 3), 3 * count * ONE),
        "output": lambda: say("scores best", batch),
        "huge": lambda: say("scores probability", head("<f4", 10**9, *shape)),
        "overflow": lambda: say("scores probability", head("<f4", 2**62, *shape)),
        "none": lambda: say("scores probability", head("<f4", 0, *shape)),
        "picture": lambda: say("scores probability", head("<f4", 1, *shape), 3 * pixels * NAN),
        "gradients": lambda: say("gradients logit", batch, head("<i4", 1), bytes(4)),
        "class": lambda: say("gradients logit", batch, head("<i4", 1), b"\x63" + bytes(3)),
        "label": lambda: say("coalitions probability",
                             head("<i4", *shape[:2]), pixels * b"\x07\x00\x00\x00",
                             head("|u1", 2, 7), bytes(14), batch),
        "greedy": lambda: [(say("scores probability", batch), sys.stdin.buffer.readline(),
                            read_array()) for _ in range(1000)],
        "error": lambda: say("error the moon is not full"),
        "missing": lambda: say("missing nobody is here"),
        "twice": lambda: (say("heatmaps", whole), say("heatmaps", whole)),
    }[mode]()


while sys.stdin.buffer.readline():
    shape, view = read_array()
    classes, _, _ = (read_array() for _ in range(3))
    misbehave(sys.argv[1], shape, view, classes[0][0])
