# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""The networks as their users run them in PyTorch: the definitions of
tests/graph/make-twelve.py over layers that cost what torch.nn's cost (weights laid
out once, borders that a convolution pads itself, stored statistics, ReLU in place),
and the two trained networks."""
import importlib.util
import json
import os
import sys
import types
import warnings

import numpy
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
TWELVE = ("alexnet weinet songnet silnet vgg16 vgg19 resnet50 resnet101v2 inceptionv3 xception "
          "mobilenetv3 efficientnetv2").split()
TRAINED = ("faceapi-expression", "mini-xception")
SIZES = {"weinet": 64, "silnet": 150, "faceapi-expression": 112, "mini-xception": 64}


def size_of(name):
    return SIZES.get(name, 224)


def load_twelve():
    arguments, sys.argv = sys.argv, ["make-twelve.py"]
    path = os.path.join(os.path.dirname(HERE), "graph", "make-twelve.py")
    spec = importlib.util.spec_from_file_location("twelve", path)
    twelve = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(twelve)
    sys.argv = arguments
    return twelve


def make_weights(name, picture, path):
    """Untrained weights, with the statistics of a picture, whole and half hidden. The
    last layer is centred on the answers to both, and stretched where a network without
    batch normalisation would hardly tell them apart: an explanation is to have something
    to explain."""
    twelve = load_twelve()
    torch.manual_seed(7)
    twelve.w = twelve.Weights()
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255
    half = pixels.clone()
    half[..., : pixels.shape[3] // 2] = 0
    with torch.no_grad():
        logits = getattr(twelve, name)(torch.cat([pixels, half]))
    kept = twelve.w.kept = {k: v.float() for k, v in twelve.w.kept.items()}
    last = [k for k in kept if k.endswith("/weights")][-1]
    normed = any(k.endswith("/mean") for k in kept)
    stretch = 1. if normed else max(1., float(.5 / (logits[0] - logits[1]).std()))
    kept[last] *= stretch
    bias = last.replace("/weights", "/bias")
    kept[bias] = stretch * (kept[bias] - logits.mean(0))
    twelve.w.write(path)


def read_weights(path):
    """Tensors by name, as torch has them: out x in x height x width."""
    with open(path, "rb") as f:
        header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
        at, out = f.tell(), {}
        for name, t in header.items():
            if name == "__metadata__":
                continue
            a = numpy.fromfile(path, "<f4", int(numpy.prod(t["shape"])),
                               offset=at + t["data_offsets"][0]).reshape(t["shape"])
            if name.endswith("depthwise_filter"):
                a = a.transpose(2, 3, 0, 1)
            elif a.ndim == 4:
                a = a.transpose(3, 2, 0, 1)
            out[name] = torch.from_numpy(numpy.ascontiguousarray(a))
    return out


# ---- Layers -----------------------------------------------------------------------


def border_of(x, kernel, stride):
    """TensorFlow's `same` padding, left right top bottom."""
    sides = []
    for size, k in zip((x.shape[3], x.shape[2]), kernel[::-1]):
        total = max((-(-size // stride) - 1) * stride + k - size, 0)
        sides += [total // 2, total - total // 2]
    return sides


class Layers:
    """Under the names that make-twelve.py calls. A border that was padded with
    zeros is remembered at its tensor, for the layer that takes it to pad itself."""

    def __init__(self, weights, in_place):
        self.w, self.in_place = weights, in_place

    def convolve(self, x, filters, bias, stride, padding, groups=1):
        border = x.__dict__.pop("border", 0)
        if padding == "same":
            left, right, top, bottom = border_of(x, filters.shape[2:], stride)
            border = (top, left)
            if (left, top) != (right, bottom):
                x, border = F.pad(x, (left, right, top, bottom)), 0
        return F.conv2d(x, filters, bias, stride, border, 1, groups)

    def conv(self, layer, x, out, kernel, stride=1, padding="same", has_bias=True):
        bias = self.w[layer + "/bias"] if has_bias else None
        return self.convolve(x, self.w[layer + "/filters"], bias, stride, padding)

    def depthwise(self, layer, x, kernel, stride=1, padding="same"):
        return self.convolve(x, self.w[layer + "/depthwise_filter"], None, stride, padding,
                             x.shape[1])

    def separable(self, layer, x, out, stride=1):
        x = self.depthwise(layer, x, 3, stride)
        return F.conv2d(x, self.w[layer + "/pointwise_filter"], self.w.get(layer + "/bias"))

    def dense(self, layer, x, units):
        return torch.addmm(self.w[layer + "/bias"], x, self.w[layer + "/weights"])

    def norm(self, layer, x, epsilon=1e-3, has_scale=True):
        w = self.w
        return F.batch_norm(x, w[layer + "/mean"], w[layer + "/variance"], w.get(layer + "/gamma"),
                            w[layer + "/beta"], False, 0., epsilon)

    def pool(self, x, kernel, stride):
        left, right, top, bottom = border_of(x, (kernel, kernel), stride)
        if (left, top) == (right, bottom):
            return F.max_pool2d(x, kernel, stride, (top, left))
        if (left, top) == (0, 0) and stride > 1:
            return F.max_pool2d(x, kernel, stride, ceil_mode=True)
        return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-numpy.inf), kernel, stride)

    def relu(self, x):
        x = F.relu(x, self.in_place)
        x.rectified = True
        return x

    def pad(self, x, sides):
        if len(set(sides)) > 1:
            return F.pad(x, sides)
        x.border = sides[0]
        return x

    def max_pool2d(self, x, kernel, stride=None):
        border = x.__dict__.pop("border", 0)
        if border and not hasattr(x, "rectified"):
            x, border = F.pad(x, [border] * 4), 0
        return F.max_pool2d(x, kernel, stride, border)


# ---- The trained networks ---------------------------------------------------------------


def faceapi_expression(layers, x):
    def block(x, name, first):
        a = F.relu(first(name + "/conv0", x))
        ab = a + layers.separable(name + "/conv1", a, 0)
        abc = ab + layers.separable(name + "/conv2", F.relu(ab), 0)
        return F.relu(abc + layers.separable(name + "/conv3", F.relu(abc), 0))

    x = block(x, "dense0", lambda n, v: layers.conv(n, v, 32, 3, 2))
    for name in ("dense1", "dense2", "dense3"):
        x = block(x, name, lambda n, v: layers.separable(n, v, 0, 2))
    return layers.dense("fc", x.mean((2, 3)), 7)


def mini_xception(layers, x):
    x = F.relu(layers.conv("block1/conv1", x, 32, 3, 2, "valid"))
    x = F.relu(layers.conv("block1/conv2", x, 64, 3, 1, "valid"))
    for name in ("block2", "block3"):
        short = layers.conv(name + "/residual", x, 0, 1, 2)
        x = F.relu(layers.separable(name + "/conv1", x if name == "block2" else F.relu(x), 0))
        x = short + layers.pool(layers.separable(name + "/conv2", x, 0), 3, 2)
    return layers.conv("block4/conv", x, 7, 3).mean((2, 3))


def normalise(name, pixels):
    """From bytes 0..255, items x height x width x 3."""
    x = torch.from_numpy(pixels).permute(0, 3, 1, 2).float()
    if name == "faceapi-expression":
        return (x - torch.tensor([122.782, 117.001, 104.298]).view(1, 3, 1, 1)) / 255
    if name == "mini-xception":
        x = (x * torch.tensor([.2989, .587, .114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
        return (x - 127.5) / 127.5
    return x / 255


class Network(torch.nn.Module):
    """Probabilities of what `normalise` gives, computed as `how` says."""

    def __init__(self, name, weights, how):
        super().__init__()
        self.add_layers(name, Layers(read_weights(weights), name != "xception"))
        if name == "mobilenetv3" and how != "frozen":  # optimised, PyTorch 1.13 gets them wrong
            self.logits.__globals__.update(hard_swish=F.hardswish, hard_sigmoid=F.hardsigmoid)

    def add_layers(self, name, layers):
        trained = {"faceapi-expression": faceapi_expression, "mini-xception": mini_xception}
        if name in trained:
            self.logits = lambda x: trained[name](layers, x)
            return
        twelve = load_twelve()
        for part in ("conv", "depthwise", "separable", "dense", "norm", "pool"):
            setattr(twelve, part, getattr(layers, part))
        kept = {k: v for k, v in vars(F).items() if not k.startswith("_")}
        kept.update(relu=layers.relu, pad=layers.pad, max_pool2d=layers.max_pool2d)
        twelve.F = types.SimpleNamespace(**kept)
        self.logits = getattr(twelve, name)

    def forward(self, x):
        return F.softmax(self.logits(x), 1)


def frozen(network, example):
    """Optimised for inference, and run until it is compiled for such a batch."""
    warnings.filterwarnings("ignore", module="torch|peer_networks|twelve")
    traced = torch.jit.freeze(torch.jit.trace(network.eval(), example))
    optimised = torch.jit.optimize_for_inference(traced)
    scores = [optimised(example) for _ in range(2)][-1]
    if (scores - network(example)).abs().max() > .02:
        raise RuntimeError("the optimised network answers something else")
    return optimised
