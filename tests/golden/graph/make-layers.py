#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""What each kind of layer makes of an input, by PyTorch.

Writes layers/<case>.yaml, a network file, and layers/<case>.npy, its result
(items x values, channels last); layers/weights.json and .bin, the weights of
all cases as a TF.js manifest in two files, some of them stored as bytes; and
layers/input.npy, the input of all cases, channels first.
"""
import json
import math
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(7)
HEIGHT, WIDTH = 13, 11
WIDE = {"kind": "conv", "filters": 20, "kernel": 1}  # 20: vectors and a rest

# A case is a list of layers; the first that has none takes the input.
CASES = {
    "conv": [{"kind": "conv", "filters": 5, "kernel": 3}],
    "conv-stride": [{"kind": "conv", "filters": 5, "kernel": 3, "stride": 2}],
    "conv-even": [{"kind": "conv", "filters": 4, "kernel": [2, 4], "stride": [3, 2]}],
    "conv-valid": [{"kind": "conv", "filters": 5, "kernel": [3, 5], "padding": "valid"}],
    "conv-explicit": [{"kind": "conv", "filters": 5, "kernel": 3, "padding": [2, 0, 1, 3]}],
    "conv-dilated": [{"kind": "conv", "filters": 5, "kernel": 3, "dilation": [2, 3]}],
    "conv-one": [WIDE, {"kind": "conv", "filters": 7, "kernel": 1}],
    "conv-one-stride": [WIDE, {"kind": "conv", "filters": 7, "kernel": 1, "stride": 2}],
    "conv-groups": [WIDE, {"kind": "conv", "filters": 12, "kernel": 3, "groups": 4}],
    "conv-no-bias": [{"kind": "conv", "filters": 5, "kernel": 3, "bias": False}],
    "conv-large": [{"kind": "conv", "filters": 5, "kernel": 11, "stride": 4}],
    "depthwise": [WIDE, {"kind": "depthwise", "kernel": 3}],
    "depthwise-stride": [WIDE, {"kind": "depthwise", "kernel": 3, "stride": 2, "bias": False}],
    "depthwise-dilated": [WIDE, {"kind": "depthwise", "kernel": 3, "dilation": 2}],
    "depthwise-large": [WIDE, {"kind": "depthwise", "kernel": 9}],
    "depthwise-multiplier": [WIDE, {"kind": "depthwise", "kernel": 3, "multiplier": 2}],
    "separable": [WIDE, {"kind": "separable", "filters": 6, "kernel": 3, "activation": "relu"}],
    "dense": [{"kind": "flatten"}, {"kind": "dense", "units": 9}],
    "relu": [WIDE, {"kind": "relu"}],
    "leaky": [WIDE, {"kind": "leaky", "alpha": 0.3}],
    "sigmoid": [WIDE, {"kind": "sigmoid"}],
    "softmax": [WIDE, {"kind": "softmax"}],
    "fused-relu": [{**WIDE, "activation": "relu"}],
    "fused-leaky": [{**WIDE, "activation": "leaky"}],
    "fused-sigmoid": [{**WIDE, "activation": "sigmoid"}],
    "batchnorm": [WIDE, {"kind": "batchnorm", "epsilon": 0.01}],
    "maxpool": [WIDE, {"kind": "maxpool", "kernel": 3, "stride": 2}],
    "maxpool-valid": [WIDE, {"kind": "maxpool", "kernel": 2, "padding": "valid"}],
    "maxpool-stay": [WIDE, {"kind": "maxpool", "kernel": 2, "stride": 1}],
    "avgpool": [WIDE, {"kind": "avgpool", "kernel": 3, "stride": 2}],
    "avgpool-valid": [WIDE, {"kind": "avgpool", "kernel": [3, 2], "padding": "valid"}],
    "avgpool-explicit": [WIDE, {"kind": "avgpool", "kernel": 3, "padding": [1, 1, 1, 1]}],
    "globalavg": [WIDE, {"kind": "globalavg"}],
    "add": [WIDE, {"kind": "relu"}, {"kind": "conv", "filters": 20, "kernel": 3, "from": ["0"]},
            {"kind": "add", "from": ["0", "1", "2"], "activation": "leaky", "alpha": 0.2}],
    "concat": [WIDE, {"kind": "conv", "filters": 3, "kernel": 3},
               {"kind": "concat", "from": ["1", "0", "input"]}],
    "dropout": [WIDE, {"kind": "dropout", "rate": 0.5}],
    "rescale": [{"kind": "rescale", "scale": [2.5, -1, 0.125], "offset": 0.5}],
    "pad": [{"kind": "pad", "padding": [1, 0, 2, 3]}, {"kind": "rescale", "offset": 1}],
    "pad-conv": [{"kind": "pad", "padding": [0, 0, 1, 1]},
                 {"kind": "conv", "filters": 5, "kernel": 3, "stride": 2, "padding": "valid"}],
    "relu6": [WIDE, {"kind": "rescale", "scale": 5}, {"kind": "relu6"}],
    "hardsigmoid": [WIDE, {"kind": "rescale", "scale": 3}, {"kind": "hardsigmoid"}],
    "swish": [WIDE, {"kind": "swish"}],
    "hardswish": [WIDE, {"kind": "rescale", "scale": 3}, {"kind": "hardswish"}],
    "fused-relu6": [{**WIDE, "activation": "relu6"}],
    "fused-hardsigmoid": [{**WIDE, "activation": "hardsigmoid"}],
    "fused-swish": [{**WIDE, "activation": "swish"}],
    "fused-hardswish": [{**WIDE, "activation": "hardswish"}],
    "batchnorm-no-scale": [WIDE, {"kind": "batchnorm", "scale": False, "activation": "relu"}],
    "globalmax": [WIDE, {"kind": "globalmax"}],
    "excite": [WIDE, {"kind": "globalavg", "map": True},
               {"kind": "conv", "filters": 20, "kernel": 1, "activation": "hardsigmoid"},
               {"kind": "multiply", "from": ["0", "2"]}],
    "gate": [WIDE, {"kind": "globalmax"}, {"kind": "multiply", "from": ["1", "0", "0"]}],
}

tensors, blobs = [], []


def store(name, array, as_bytes=False):
    entry = {"name": name, "shape": list(array.shape), "dtype": "float32"}
    array = array.astype("f4")
    if as_bytes:
        low, scale = float(array.min()), float((array.max() - array.min()) / 255)
        q = np.round((array - low) / scale).astype("u1")
        entry["quantization"] = {"dtype": "uint8", "scale": scale, "min": low}
        array = (q * scale + low).astype("f4")
        blobs.append(q.tobytes())
    else:
        blobs.append(array.tobytes())
    tensors.append(entry)
    return torch.from_numpy(array)


def draw(*shape):
    return (torch.randn(*shape) / np.sqrt(max(np.prod(shape[:-1]), 1))).numpy()


def pair(v):
    return [v, v] if isinstance(v, int) else v


def pad(x, layer, value):
    """Padded input; `same` as TensorFlow has it."""
    rule = layer.get("padding", "same")
    if isinstance(rule, list):
        top, left, bottom, right = rule
    elif rule == "valid":
        return x
    else:
        sides = []
        for size, k, s, d in zip(x.shape[2:], pair(layer["kernel"]), stride_of(layer),
                                 pair(layer.get("dilation", 1))):
            total = max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
            sides.append((total // 2, total - total // 2))
        (top, bottom), (left, right) = sides
    return F.pad(x, (left, right, top, bottom), value=value)


def stride_of(layer):
    is_pool = layer["kind"].endswith("pool")
    return pair(layer.get("stride", layer["kernel"] if is_pool else 1))


def convolve(x, name, layer, filters, groups, biases):
    b = store(f"{name}/bias", draw(biases)) if biases else None
    w = torch.from_numpy(np.ascontiguousarray(filters.numpy().transpose(3, 2, 0, 1)))
    return F.conv2d(pad(x, layer, 0), w, b, stride_of(layer), 0, pair(layer.get("dilation", 1)), groups)


def apply(name, layer, inputs, quantised):
    x, kind = inputs[0], layer["kind"]
    has_bias = layer.get("bias", True)
    if kind == "conv":
        groups, n = layer.get("groups", 1), layer["filters"]
        w = store(f"{name}/filters", draw(*pair(layer["kernel"]), x.shape[1] // groups, n), quantised)
        return convolve(x, name, layer, w, groups, n * has_bias)
    if kind in ("depthwise", "separable"):
        c, m = x.shape[1], layer.get("multiplier", 1)
        w = store(f"{name}/depthwise_filter", draw(*pair(layer["kernel"]), c, m), quantised)
        w = w.reshape(*w.shape[:2], 1, c * m)
        if kind == "depthwise":
            return convolve(x, name, layer, w, c, c * m * has_bias)
        x = convolve(x, name, layer, w, c, 0)
        w = store(f"{name}/pointwise_filter", draw(1, 1, c, layer["filters"]), quantised)
        return convolve(x, name, {"kind": "conv", "kernel": 1}, w, 1, layer["filters"])
    if kind == "dense":
        w = store(f"{name}/weights", draw(x.shape[1], layer["units"]), quantised)
        return x @ w + store(f"{name}/bias", draw(layer["units"]))
    if kind == "batchnorm":
        c = x.shape[1]
        gamma = store(f"{name}/gamma", draw(c) + 1) if layer.get("scale", True) else None
        beta = store(f"{name}/beta", draw(c))
        mean, variance = store(f"{name}/mean", draw(c)), store(f"{name}/variance", draw(c) ** 2)
        return F.batch_norm(x, mean, variance, gamma, beta, eps=layer.get("epsilon", 1e-3))
    if kind == "maxpool":
        return F.max_pool2d(pad(x, layer, -np.inf), pair(layer["kernel"]), stride_of(layer))
    if kind == "avgpool":
        k, s = pair(layer["kernel"]), stride_of(layer)
        count = F.avg_pool2d(pad(torch.ones_like(x), layer, 0), k, s)
        return F.avg_pool2d(pad(x, layer, 0), k, s) / count
    if kind == "rescale":
        scale, offset = (torch.tensor(layer.get(k, d), dtype=x.dtype).view(-1, 1, 1)
                         for k, d in (("scale", 1), ("offset", 0)))
        return x * scale + offset
    keeps = layer.get("map", False)
    return {
        "pad": lambda: pad(x, layer, 0),
        "multiply": lambda: product(inputs),
        "globalmax": lambda: x.amax((2, 3), keepdim=keeps),
        "flatten": lambda: x.permute(0, 2, 3, 1).flatten(1),
        "globalavg": lambda: x.mean((2, 3), keepdim=keeps),
        "softmax": lambda: F.softmax(x, 1),
        "add": lambda: sum(inputs[1:], x),
        "concat": lambda: torch.cat(inputs, 1),
        "dropout": lambda: x,
    }.get(kind, lambda: activate(x, layer, kind))()


def product(inputs):
    """A vector stands for a map of its like."""
    return math.prod(v if v.ndim == 4 else v[:, :, None, None] for v in inputs)


def activate(x, layer, word):
    return {
        None: lambda: x,
        "relu": lambda: F.relu(x),
        "relu6": lambda: F.relu6(x),
        "leaky": lambda: F.leaky_relu(x, layer.get("alpha", 0.1)),
        "sigmoid": lambda: torch.sigmoid(x),
        "hardsigmoid": lambda: F.hardsigmoid(x),
        "swish": lambda: F.silu(x),
        "hardswish": lambda: F.hardswish(x),
    }[word]()


def write_yaml(case, layers):
    with open(f"layers/{case}.yaml", "w") as out:
        out.write("# Made by make-layers.py.\n")
        out.write(f"name: {case}\ninput: {{channels: 3}}\n")
        out.write(f"view: {{width: {WIDTH}, height: {HEIGHT}}}\noutput: raw\n")
        out.write("weights: {tfjs: weights.json}\nlayers:\n")
        for i, layer in enumerate(layers):
            fields = {"name": f"{case}/{i}", **layer}
            if "from" in fields:
                fields["from"] = [n if n == "input" else f"{case}/{n}" for n in fields["from"]]
            text = json.dumps(fields).replace('"', "")
            out.write(f"  - {text}\n")


def run(case, layers, x):
    values = {"input": x}
    for i, layer in enumerate(layers):
        inputs = [values[n] for n in layer.get("from", [str(i - 1) if i else "input"])]
        y = apply(f"{case}/{i}", layer, inputs, quantised=len(case) % 2 == 0)
        values[str(i)] = x = activate(y, layer, layer.get("activation"))
    if x.ndim == 4:
        x = x.permute(0, 2, 3, 1)
    np.save(f"layers/{case}.npy", x.flatten(1).contiguous().numpy())


os.makedirs("layers", exist_ok=True)
given = torch.randn(2, 3, HEIGHT, WIDTH)
np.save("layers/input.npy", given.numpy())
for case, layers in CASES.items():
    write_yaml(case, layers)
    run(case, layers, given)
blob = b"".join(blobs)
half = len(blob) // 2 + 1  # not at the border of a tensor
open("layers/weights-1.bin", "wb").write(blob[:half])
open("layers/weights-2.bin", "wb").write(blob[half:])
json.dump([{"weights": tensors, "paths": ["weights-1.bin", "weights-2.bin"]}],
          open("layers/weights.json", "w"), indent=0)
