#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Fit the two networks of offline.yaml to drawn faces; write TF.js weights.

    make tests/tools/draw-items
    configs/networks/offline/fit.py BUILD_FOLDER

Needs Debian's python3-torch and python3-numpy. The faces come from the source
`synthetic` through the host's own cut, other people than those of offline.yaml
(seed 2 here, seed 1 there). Prints the accuracy on faces of a third seed.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
GREY = torch.tensor([0.2989, 0.587, 0.114]).view(1, 3, 1, 1)


def draw(build, seed, count, people, size):
    """Views and labels, as a network with a view of this size sees them."""
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, KIT_SRCDIR=TOP,
                   LIKENESS_PLUGIN_PATH=os.path.join(build, "plugins", ".libs"))
        subprocess.run([os.path.join(build, "tests/tools/draw-items"),
                        "{seed: %d, count: %d, people: %d}" % (seed, count, people),
                        "landmarks", "0.3", str(size), folder], check=True, env=env)
        views = np.load(os.path.join(folder, "views.npy"))
        labels = np.load(os.path.join(folder, "labels.npy"))
    x = torch.from_numpy(views).permute(0, 3, 1, 2).float()
    return x, torch.from_numpy(labels).long()


class Plain(nn.Module):
    name, size = "plain", 48

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 24, 3, padding=1)
        self.conv3 = nn.Conv2d(24, 32, 3, padding=1)
        self.dense = nn.Linear(6 * 6 * 32, 6)

    def forward(self, x):
        x = (x - 127.5) / 127.5
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.max_pool2d(F.relu(conv(x)), 2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # channels last, as the graph flattens
        return self.dense(F.dropout(x, 0.3, self.training))

    def tensors(self):
        for name in ("conv1", "conv2", "conv3"):
            yield from conv_tensors(name, getattr(self, name))
        yield from dense_tensors(self.dense)


class Separable(nn.Module):
    name, size = "separable", 64

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        for i, (a, b) in enumerate(((16, 32), (32, 32), (32, 64)), 1):
            setattr(self, "depth%d" % i, nn.Conv2d(a, a, 3, padding=1, groups=a, bias=False))
            setattr(self, "point%d" % i, nn.Conv2d(a, b, 1))
        self.dense = nn.Linear(64, 6)

    def separable(self, i, x):
        return F.relu(getattr(self, "point%d" % i)(getattr(self, "depth%d" % i)(x)))

    def forward(self, x):
        x = ((x * GREY).sum(1, keepdim=True) - 127.5) / 127.5
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(self.separable(1, x), 2)
        x = F.max_pool2d(self.separable(2, x) + x, 2)
        return self.dense(self.separable(3, x).mean((2, 3)))

    def tensors(self):
        yield from conv_tensors("conv1", self.conv1)
        for i in (1, 2, 3):
            depth, point = getattr(self, "depth%d" % i), getattr(self, "point%d" % i)
            yield "sep%d/depthwise_filter" % i, depth.weight.permute(2, 3, 0, 1)
            yield "sep%d/pointwise_filter" % i, point.weight.permute(2, 3, 1, 0)
            yield "sep%d/bias" % i, point.bias
        yield from dense_tensors(self.dense)


def conv_tensors(name, conv):
    yield name + "/filters", conv.weight.permute(2, 3, 1, 0)
    yield name + "/bias", conv.bias


def dense_tensors(dense):
    yield "dense/weights", dense.weight.t()
    yield "dense/bias", dense.bias


def fit(net, x, y, epochs):
    optimiser = torch.optim.Adam(net.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, epochs * (len(x) // 64))
    for epoch in range(epochs):
        net.train()
        order = torch.randperm(len(x))
        for i in range(len(x) // 64):
            batch = order[64 * i:64 * i + 64]
            views = x[batch] * (0.8 + 0.4 * torch.rand(64, 1, 1, 1))
            views = torch.roll(views, tuple(torch.randint(-2, 3, (2,)).tolist()), (2, 3))
            optimiser.zero_grad()
            loss = F.cross_entropy(net(views.clamp(0, 255)), y[batch])
            loss.backward()
            optimiser.step()
            schedule.step()
    net.eval()


def write(net):
    names, parts = [], []
    for name, tensor in net.tensors():
        array = tensor.detach().contiguous().numpy().astype("<f4")
        names.append({"name": name, "shape": list(array.shape), "dtype": "float32"})
        parts.append(array.tobytes())
    with open(os.path.join(HERE, net.name + ".json"), "w") as f:
        json.dump([{"paths": [net.name + ".bin"], "weights": names}], f, indent=1)
        f.write("\n")
    with open(os.path.join(HERE, net.name + ".bin"), "wb") as f:
        f.write(b"".join(parts))


def main():
    build = sys.argv[1]
    for kind in (Plain, Separable):
        torch.manual_seed(7)
        net = kind()
        x, y = draw(build, 2, 6000, 1000, net.size)
        fit(net, x, y, 12)
        x, y = draw(build, 3, 600, 100, net.size)
        with torch.no_grad():
            right = (net(x).argmax(1) == y).float().mean().item()
        print("%s: %d weights, accuracy on other faces %.3f"
              % (net.name, sum(p.numel() for p in net.parameters()), right))
        write(net)


if __name__ == "__main__":
    main()
