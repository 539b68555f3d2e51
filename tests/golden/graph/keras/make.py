# SPDX-License-Identifier: MIT
"""Weight files as h5py writes them in the layout of Keras 2: see ../README.md.

    /usr/bin/python3 make.py    # python3-h5py, python3-numpy
"""
import json
import os

import h5py
import numpy

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = numpy.random.default_rng(12)


def values(*shape):
    return rng.uniform(-1, 1, shape).astype("f4")


# What each layer of keras.yaml has, in Keras' words: trainable weights, then statistics.
NESTED = {
    "conv2d": {"kernel": values(3, 3, 3, 4), "bias": values(4)},
    "batch_normalization": {"gamma": values(4), "beta": values(4), "moving_mean": values(4),
                            "moving_variance": 1 + values(4) ** 2},
    "block/depthwise": {"depthwise_kernel": values(3, 3, 4, 1), "bias": values(4)},
    "conv2d_1": {"kernel": values(1, 1, 4, 4)},
    "batch_normalization_1": {"beta": values(4), "moving_mean": values(4),
                              "moving_variance": 1 + values(4) ** 2},
    "sep": {"depthwise_kernel": values(3, 3, 4, 1), "pointwise_kernel": values(1, 1, 4, 5),
            "bias": values(5)},
}
OUTER = {"dense": {"kernel": values(5, 3), "bias": values(3)}}
ROLES = {"depthwise_kernel": "depthwise_filter", "pointwise_kernel": "pointwise_filter",
         "moving_mean": "mean", "moving_variance": "variance", "bias": "bias", "gamma": "gamma",
         "beta": "beta"}


def numbered(layer, first):
    """The name that a later network of a session would have given it."""
    for kind in first:
        if layer == kind:
            return f"{kind}_{first[kind]}"
        if layer.startswith(kind + "_") and layer[len(kind) + 1:].isdigit():
            return f"{kind}_{first[kind] + int(layer[len(kind) + 1:])}"
    return layer


def save_group(group, layers, **how):
    trained, statistics = [], []
    for layer, weights in layers.items():
        for word, v in weights.items():
            (statistics if word.startswith("moving") else trained).append((f"{layer}/{word}:0", v))
    both = trained + statistics
    group.attrs["weight_names"] = [name.encode() for name, _ in both]
    for name, v in both:
        group.create_dataset(name, data=v, **how)


def save(root, first, **how):
    nested = {numbered(k, first): v for k, v in NESTED.items()}
    outer = {numbered(k, first): v for k, v in OUTER.items()}
    names = ["net", "global_average_pooling2d", *outer]
    root.attrs["layer_names"] = [n.encode() for n in names]
    root.attrs["backend"] = b"tensorflow"
    root.attrs["keras_version"] = b"2.10.0"
    save_group(root.create_group("net"), nested, **how)
    save_group(root.create_group("global_average_pooling2d"), {}, **how)
    for layer, weights in outer.items():
        save_group(root.create_group(layer), {layer: weights}, **how)


def safetensors(path):
    header, blob = {"__metadata__": {"made": "by hand"}}, b""
    for layer, weights in {**NESTED, **OUTER}.items():
        for word, v in weights.items():
            role = ROLES.get(word, "weights" if layer == "dense" else "filters")
            header[f"{layer}/{role}"] = {"dtype": "F32", "shape": v.shape,
                                         "data_offsets": [len(blob), len(blob) + v.nbytes]}
            blob += v.tobytes()
    text = json.dumps(header).encode()  # of any length: the values lie where no float may
    text += b" " * (1 - len(text) % 4)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text + blob)


def one(path, name="net/conv2d/kernel:0", **how):
    with h5py.File(path, "w") as f:
        f.create_dataset(name, **how)


LATER = {"conv2d": 94, "batch_normalization": 94, "dense": 2}
with h5py.File("weights.h5", "w") as f:
    save(f, {})
with h5py.File("later.h5", "w") as f:
    save(f, LATER)
with h5py.File("model.h5", "w") as f:
    save(f.create_group("model_weights"), {}, compression="gzip", chunks=True)
    f.create_dataset("optimizer_weights/Adam/conv2d/kernel/m:0", data=values(3, 3, 3, 4))
with h5py.File("latest.h5", "w", libver="latest") as f:
    save(f, {})
safetensors("weights.safetensors")

# Files that are refused.
one("external.h5", shape=(3, 3, 3, 4), dtype="f4", external=[("weights.h5", 0, 432)])
one("unwritten.h5", shape=(3, 3, 3, 4), dtype="f4")
one("whole-numbers.h5", data=numpy.zeros((3, 3, 3, 4), "i4"))
one("not-finite.h5", data=numpy.full((3, 3, 3, 4), numpy.nan, "f4"))
one("huge.h5", shape=(1 << 20, 1 << 20), dtype="f4", chunks=(1, 1024))
one("deep.h5", name="a/" * 40 + "kernel:0", data=values(1))
one("other-shape.h5", data=values(3, 3, 3, 5))
layout = h5py.VirtualLayout(shape=(3, 3, 3, 4), dtype="f4")
layout[...] = h5py.VirtualSource("weights.h5", "net/conv2d/kernel:0", shape=(3, 3, 3, 4))
with h5py.File("virtual.h5", "w", libver="latest") as f:
    f.create_virtual_dataset("net/conv2d/kernel:0", layout)
with h5py.File("links.h5", "w") as f:
    f["net/conv2d/kernel:0"] = h5py.ExternalLink("weights.h5", "/net/conv2d/kernel:0")
