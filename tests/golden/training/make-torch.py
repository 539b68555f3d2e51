# SPDX-License-Identifier: MIT
"""Train small networks in PyTorch, in float64, and write what comes out as JSON.

For each network the losses of 50 steps, and of the first step every gradient: its
largest value, its norm, and some of its values. For each optimiser the losses of
some steps and what the weights have become. Optimisers in PyTorch's convention are
those of torch.optim; those in Keras' follow the updates that the documentation of
Keras 2.10 and TensorFlow's kernels of that time publish, written down below.

Weights and pictures are functions of a hash (SplitMix64), as the backends'
`random_weights` draws them, so that no file has to hold them. The networks are
those of tests/graph/make-twelve.py, which were written from the papers.

    python3 make-torch.py [NAME...]

Without a name all of them, which takes ten minutes.
"""
import importlib.util
import json
import os
import sys

import numpy
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location(
    "twelve", os.path.join(HERE, "..", "..", "graph", "make-twelve.py"))
twelve = importlib.util.module_from_spec(SPEC)
WANTED, sys.argv = sys.argv[1:], sys.argv[:1]  # it is a program too
SPEC.loader.exec_module(twelve)

WORD = (1 << 64) - 1
GOLDEN = 0x9e3779b97f4a7c15
KEPT = 24


# ---- The hash ------------------------------------------------------------------------

def mix(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & WORD
    x = (x ^ x >> 27) * 0x94d049bb133111eb & WORD
    return x ^ x >> 31


def key_of(seed, name):
    key = mix(seed + GOLDEN & WORD)
    for byte in name.encode():
        key = mix(key ^ byte)
    return key


def bits(key, count):
    with numpy.errstate(over="ignore"):
        x = numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(GOLDEN)
        x += numpy.uint64(key)
        x = (x ^ x >> numpy.uint64(30)) * numpy.uint64(0xbf58476d1ce4e5b9)
        x = (x ^ x >> numpy.uint64(27)) * numpy.uint64(0x94d049bb133111eb)
        return x ^ x >> numpy.uint64(31)


def pictures(items, height, width, classes):
    """Noise, brighter by class: something can be learnt."""
    targets = numpy.arange(items) % classes
    noise = bits(key_of(7, "pictures"), items * height * width * 3) >> numpy.uint64(56)
    x = noise.astype(numpy.float64).reshape(items, height, width, 3) / 2
    x += 20 * targets[:, None, None, None]
    return torch.from_numpy(x / 255).permute(0, 3, 1, 2), torch.from_numpy(targets)


# ---- Weights ---------------------------------------------------------------------------

class Training:
    """How normalisations behave; the precision; how filters are drawn."""
    convention, momentum, dtype, is_normal, is_he = "pytorch", .9, torch.float64, False, False


def draw(key, count, fans):
    """Uniform as Glorot has it, or He; or normal, without what is beyond two deviations."""
    if not Training.is_normal:
        drawn = bits(key, count) >> numpy.uint64(32)
        return numpy.sqrt(6 / fans) * (drawn.astype(numpy.float64) / 2147483648 - 1)
    out, missing, tries = numpy.zeros(count), numpy.arange(count), 1
    while len(missing):
        pairs = bits(key, 2 * count * tries)[2 * count * (tries - 1):]
        u = ((pairs[::2] >> numpy.uint64(11)).astype(numpy.float64) + 1) / 9007199254740993
        turn = (pairs[1::2] >> numpy.uint64(32)).astype(numpy.float64) / 2147483648 - 1
        z = (numpy.sqrt(-2 * numpy.log(u)) * numpy.cos(numpy.pi * turn))[missing]
        out[missing] = z
        missing, tries = missing[abs(z) > 2], tries + 1
    return numpy.sqrt(2 / fans) / .87962566103423978 * out


class Weights:
    """Parameters and running statistics by `<layer>/<role>`, in Keras' layouts."""

    def __init__(self, seed):
        self.seed, self.kept, self.statistics = seed, {}, {}

    def keep(self, name, values):
        if name not in self.kept:
            self.kept[name] = torch.tensor(values, dtype=Training.dtype, requires_grad=True)
        return self.kept[name]

    def filter(self, layer, role, shape, fan):
        name = f"{layer}/{role}"
        if name in self.kept:
            return self.kept[name]
        window = numpy.prod(shape[:-2])
        into = 1 if role == "depthwise_filter" else shape[-2]
        fans = window * (into if Training.is_he else into + shape[-1])
        drawn = draw(key_of(self.seed, name), int(numpy.prod(shape)), fans)
        return self.keep(name, drawn.astype(numpy.float32).reshape(shape))

    def vector(self, layer, role, values, like):
        return self.keep(f"{layer}/{role}", numpy.full(values.shape, role == "gamma", "f8"))


def norm(layer, x, epsilon=1e-3, has_scale=True):
    w, n = twelve.w, x.shape[1]
    like = torch.empty(n)
    scale = w.vector(layer, "gamma", like, x) if has_scale else None
    shift = w.vector(layer, "beta", like, x)
    mean = w.statistics.setdefault(f"{layer}/mean", torch.zeros(n, dtype=x.dtype))
    variance = w.statistics.setdefault(f"{layer}/variance", torch.ones(n, dtype=x.dtype))
    if Training.convention == "pytorch":
        return F.batch_norm(x, mean, variance, scale, shift, True, 1 - Training.momentum, epsilon)
    with torch.no_grad():
        for kept, found in ((mean, x.mean((0, 2, 3))), (variance, x.var((0, 2, 3), unbiased=False))):
            kept.mul_(Training.momentum).add_((1 - Training.momentum) * found)
    return F.batch_norm(x, None, None, scale, shift, True, 0, epsilon)


twelve.norm = norm


def average_pool(x, kernel, stride):
    """TensorFlow's `same`; what is padding does not count."""
    one = torch.ones_like(x[:, :1])
    return (F.avg_pool2d(twelve.same(x, kernel, stride), kernel, stride) /
            F.avg_pool2d(twelve.same(one, kernel, stride), kernel, stride))


def residual(x):
    """tests/training/residual.yaml"""
    conv = twelve.conv
    x = F.relu(norm("first_bn", conv("first", F.pad(x, [1] * 4), 12, 3, 2, "valid", False)))
    y = twelve.hard_swish(norm("wide_bn", conv("wide", x, 12, 3, has_bias=False), 1e-5, False))
    x = F.relu(x + norm("depth_bn", twelve.depthwise("depth", y, 3)))
    y = F.silu(conv("squeeze", x.mean((2, 3), keepdim=True), 4, 1))
    x = x * twelve.hard_sigmoid(conv("gate", y, 12, 1))
    x = torch.cat([twelve.pool(x, 3, 2), average_pool(x, 3, 2)], 1)
    y = twelve.separable("separate", x, 16)
    x = F.relu(y + twelve.bias("separate", y, 16).view(16, 1, 1))
    f = twelve.w.filter("grouped", "filters", (3, 1, 4, 16), 12).permute(3, 2, 0, 1)
    x = F.conv2d(F.pad(x, (0, 0, 2, 2)), f, twelve.bias("grouped", x, 16), dilation=(2, 1), groups=4)
    x = F.relu(twelve.dense("hidden", twelve.flatten(torch.sigmoid(x)), 160))
    return twelve.dense("out", x, 4)


# ---- Optimisers ---------------------------------------------------------------------------

class Keras:
    """The updates of Keras 2.10."""

    def __init__(self, weights, rate, kind, momentum=0., nesterov=False, decay=.9, beta1=.9,
                 beta2=.999, epsilon=1e-7):
        self.weights, self.rate, self.kind, self.momentum = weights, rate, kind, momentum
        self.nesterov, self.decay, self.beta1, self.beta2 = nesterov, decay, beta1, beta2
        self.epsilon, self.steps = epsilon, 0
        self.first = [numpy.zeros(w.shape) for w in weights]
        self.second = [numpy.zeros(w.shape) for w in weights]

    def zero_grad(self):
        for w in self.weights:
            w.grad = None

    def step(self):
        self.steps += 1
        for w, a, b in zip(self.weights, self.first, self.second):
            w.data -= torch.from_numpy(self.change(w.grad.numpy(), a, b))

    def change(self, g, a, b):
        if self.kind == "sgd":
            a[:] = self.momentum * a - self.rate * g
            return -(self.momentum * a - self.rate * g) if self.nesterov else -a
        if self.kind == "rmsprop":
            b[:] = self.decay * b + (1 - self.decay) * g * g
            if not self.momentum:
                return self.rate * g / (numpy.sqrt(b) + self.epsilon)
            a[:] = self.momentum * a + self.rate * g / numpy.sqrt(b + self.epsilon)
            return a
        a[:] = self.beta1 * a + (1 - self.beta1) * g
        b[:] = self.beta2 * b + (1 - self.beta2) * g * g
        rate = self.rate * numpy.sqrt(1 - self.beta2 ** self.steps) / (1 - self.beta1 ** self.steps)
        return rate * a / (numpy.sqrt(b) + self.epsilon)


def groups(kept, decay):
    """Weight decay is of filters alone."""
    return [{"params": [w for w in kept.values() if w.dim() > 1], "weight_decay": decay},
            {"params": [w for w in kept.values() if w.dim() == 1], "weight_decay": 0}]


# ---- Runs -----------------------------------------------------------------------------------

def sample(values):
    flat = values.detach().numpy().ravel()
    at = numpy.unique(numpy.linspace(0, len(flat) - 1, KEPT).astype(int))
    return {"norm": float(numpy.sqrt((flat ** 2).sum())), "most": float(abs(flat).max()),
            "at": at.tolist(), "values": [float(f"{v:.9g}") for v in flat[at]]}


class Run:
    def __init__(self, network, items, height, width, classes, seed=3):
        twelve.w = self.weights = Weights(seed)
        self.network = network
        self.x, self.targets = pictures(items, height, width, classes)
        self.x = self.x.to(Training.dtype)
        with torch.no_grad():
            network(self.x)  # makes the weights
        self.weights.statistics.clear()

    def loss(self):
        twelve.w = self.weights
        return F.cross_entropy(self.network(self.x), self.targets)

    def train(self, optimiser, steps):
        losses, gradients = [], None
        for _ in range(steps):
            optimiser.zero_grad()
            loss = self.loss()
            loss.backward()
            losses.append(float(f"{loss.item():.9g}"))
            gradients = gradients or {k: sample(w.grad) for k, w in self.weights.kept.items()}
            optimiser.step()
        return losses, gradients

    def result(self):
        return {k: sample(v) for k, v in (self.weights.kept | self.weights.statistics).items()}


def curve(network, items, height, width, classes, rate, first=8, seed=3):
    """Gradients are of `first` items and of weights with another seed, where no pool has
    two values so near to each other that single precision takes the wrong one for the
    larger."""
    run = Run(network, first, height, width, classes, seed)
    _, gradients = run.train(torch.optim.SGD(run.weights.kept.values(), 0), 1)
    run = Run(network, items, height, width, classes)
    losses, _ = run.train(torch.optim.SGD(run.weights.kept.values(), rate, momentum=.9), 50)
    return {"items": items, "height": height, "width": width, "rate": rate, "losses": losses,
            "first": first, "seed": seed, "gradients": gradients}


SMALL = {"alexnet": 64, "weinet": 24, "songnet": 32, "silnet": 32, "inceptionv3": 80, "xception": 72}
NAMES = ("alexnet", "weinet", "songnet", "silnet", "vgg16", "vgg19", "resnet50", "resnet101v2",
         "inceptionv3", "xception", "mobilenetv3", "efficientnetv2")


def project(name, values):
    """The norm, and what it has of a direction that is a function of the name."""
    flat = values.detach().numpy().ravel()
    noise = bits(key_of(11, name), len(flat)) >> numpy.uint64(32)
    noise = noise.astype(numpy.float64) / 2147483648 - 1
    return [float(f"{v:.9g}") for v in ((flat ** 2).sum() ** .5, (flat * noise).sum())]


def differentiate(name, dtype):
    Training.dtype, Training.is_normal = dtype, name == "silnet"
    Training.is_he = name.startswith("vgg")
    size = SMALL.get(name, 64)
    run = Run(getattr(twelve, name), 6, size, size, 6)
    loss = run.loss()
    loss.backward()
    Training.dtype, Training.is_normal, Training.is_he = torch.float64, False, False
    return loss.item(), {k: project(k, w.grad.double()) for k, w in run.weights.kept.items()}


def gradients(name):
    """Of a network of the study at a small size; and how far PyTorch itself is off in
    single precision, where gradients are not smaller than rounding."""
    loss, exact = differentiate(name, torch.float64)
    _, single = differentiate(name, torch.float32)
    most = max(norm for norm, _ in exact.values())
    off = max(max(abs(a - b) for a, b in zip(exact[k], single[k])) / exact[k][0]
              for k in exact if exact[k][0] > 1e-6 * most)
    return {"items": 6, "size": SMALL.get(name, 64), "loss": float(f"{loss:.9g}"),
            "single": float(f"{off:.2g}"), "gradients": exact}


def update(convention, make, rate, **settings):
    Training.convention, Training.momentum = convention, .9 if convention == "pytorch" else .99
    run = Run(residual, 8, 20, 24, 4)
    decay = settings.pop("weight_decay", 0)
    if convention == "keras":
        optimiser = Keras(list(run.weights.kept.values()), rate, make, **settings)
    else:
        optimiser = make(groups(run.weights.kept, decay), rate, **settings)
    losses, _ = run.train(optimiser, 10)
    Training.convention, Training.momentum = "pytorch", .9
    return {"rate": rate, "losses": losses, "weights": run.result()}


def write(name, content):
    with open(os.path.join(HERE, name + ".json"), "w") as f:
        json.dump(content, f, separators=(",", ":"))
        f.write("\n")


def optimisers():
    optim = torch.optim
    return {
        "pytorch-sgd": update("pytorch", optim.SGD, .02),
        "pytorch-momentum": update("pytorch", optim.SGD, .01, momentum=.9, weight_decay=.01),
        "pytorch-nesterov": update("pytorch", optim.SGD, .01, momentum=.9, nesterov=True),
        "pytorch-rmsprop": update("pytorch", optim.RMSprop, .0001),
        "pytorch-rmsprop-momentum": update("pytorch", optim.RMSprop, .0001, momentum=.5),
        "pytorch-adam": update("pytorch", optim.Adam, .001),
        "keras-sgd": update("keras", "sgd", .02),
        "keras-momentum": update("keras", "sgd", .01, momentum=.9),
        "keras-nesterov": update("keras", "sgd", .01, momentum=.9, nesterov=True),
        "keras-rmsprop": update("keras", "rmsprop", .0001),
        "keras-rmsprop-momentum": update("keras", "rmsprop", .0001, momentum=.5),
        "keras-adam": update("keras", "adam", .001)}


WHAT = {"weinet": lambda: curve(twelve.weinet, 4, 64, 64, 6, .001, 1, 6),
        "songnet": lambda: curve(twelve.songnet, 8, 64, 64, 6, .002),
        "residual": lambda: curve(residual, 8, 20, 24, 4, .02),
        "optimisers": optimisers, "twelve": lambda: {name: gradients(name) for name in NAMES}}

torch.set_default_dtype(torch.float64)
for name in WANTED or WHAT:
    write(name, WHAT[name]())
