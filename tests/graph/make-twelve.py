# SPDX-License-Identifier: MIT
"""The twelve networks once more, in PyTorch: from the papers and what is known
of Keras 2.10, not from the files of configs/networks. For each NAME, writes
into a folder weights (NAME.safetensors), a picture (NAME-input.npy, pixels) and
the network's logits for it in double precision (NAME-output.npy).

    make-twelve.py FOLDER NAME...

Weights are random. Scales and shifts of batch normalisations are jittered; their
statistics are those of other pictures that pass through, jittered too: with
1, 0, 0, 1 nothing of them would be tested. Shifts are about a half, so that most
values pass a ReLU, as in a trained network: with shifts about 0 each random layer
makes the rounding of those before it worse by a fifth, in PyTorch as well, and
dozens of layers would leave less of a single-precision result than is compared.

Exits with 77 where torch is missing.
"""
import json
import sys

try:
    import numpy
    import torch
    import torch.nn.functional as F
except ImportError as e:
    print(e)
    sys.exit(77)

torch.set_num_threads(1)


class Weights:
    """Weights by layer, made when a layer is first met, in Keras' layouts.
    Filters are bfloat16, of which the largest network has 370 MB."""

    def __init__(self):
        self.kept, self.made = {}, False

    def get(self, layer, role, make):
        name = f"{layer}/{role}"
        if name not in self.kept:
            assert not self.made, name
            self.kept[name] = make()
        return self.kept[name]

    def filter(self, layer, role, shape, fan):
        def make():
            reach = (6 / fan) ** .5
            return torch.empty(shape, dtype=torch.bfloat16).uniform_(-reach, reach)
        return self.get(layer, role, make)

    def vector(self, layer, role, values, like):
        return self.get(layer, role, lambda: values.float().clone()).to(like.dtype)

    def write(self, path):
        header, blobs, at = {}, [], 0
        for name, t in self.kept.items():
            narrow = t.dtype == torch.bfloat16
            blob = (t.view(torch.int16) if narrow else t).numpy()
            header[name] = {"dtype": "BF16" if narrow else "F32", "shape": list(t.shape),
                            "data_offsets": [at, at + blob.nbytes]}
            blobs.append(blob)
            at += blob.nbytes
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(path, "wb") as f:
            f.write(len(text).to_bytes(8, "little"))
            f.write(text)
            for blob in blobs:
                blob.tofile(f)


w = Weights()


# ---- Layers -------------------------------------------------------------------

def pair(v):
    return (v, v) if isinstance(v, int) else v


def same(x, kernel, stride, value=0.):
    """TensorFlow's padding: ceil(size / stride) outputs, the odd pixel last."""
    sides = []
    for size, k, s in zip(x.shape[:1:-1], pair(kernel)[::-1], pair(stride)[::-1]):
        total = max((-(-size // s) - 1) * s + k - size, 0)
        sides += [total // 2, total - total // 2]
    return F.pad(x, sides, value=value)


def bias(layer, x, channels):
    return w.vector(layer, "bias", torch.empty(channels).normal_(0, .1), x)


def conv(layer, x, out, kernel, stride=1, padding="same", has_bias=True):
    kh, kw = pair(kernel)
    f = w.filter(layer, "filters", (kh, kw, x.shape[1], out), kh * kw * x.shape[1]).to(x.dtype)
    x = same(x, kernel, stride) if padding == "same" else x
    return F.conv2d(x, f.permute(3, 2, 0, 1), bias(layer, x, out) if has_bias else None, stride)


def depthwise(layer, x, kernel, stride=1, padding="same"):
    f = w.filter(layer, "depthwise_filter", (kernel, kernel, x.shape[1], 1), kernel * kernel).to(x.dtype)
    x = same(x, kernel, stride) if padding == "same" else x
    return F.conv2d(x, f.permute(2, 3, 0, 1), None, stride, groups=x.shape[1])


def separable(layer, x, out):
    x = depthwise(layer, x, 3)
    f = w.filter(layer, "pointwise_filter", (1, 1, x.shape[1], out), x.shape[1]).to(x.dtype)
    return F.conv2d(x, f.permute(3, 2, 0, 1))


def dense(layer, x, units):
    f, rows = w.filter(layer, "weights", (x.shape[1], units), x.shape[1]), 1 << 12
    parts = (x[:, i:i + rows] @ f[i:i + rows].to(x.dtype) for i in range(0, x.shape[1], rows))
    return sum(parts) + bias(layer, x, units)


def norm(layer, x, epsilon=1e-3, has_scale=True):
    n = x.shape[1]
    spread, centre = x.var((0, 2, 3), unbiased=False), x.mean((0, 2, 3))
    centre = centre + torch.empty(n).normal_(0, .1) * spread.sqrt()
    spread = spread * torch.empty(n).uniform_(.8, 1.2)
    scale = w.vector(layer, "gamma", torch.empty(n).uniform_(.8, 1.2), x) if has_scale else None
    shift = w.vector(layer, "beta", torch.empty(n).normal_(.5, .2), x)
    return F.batch_norm(x, w.vector(layer, "mean", centre, x), w.vector(layer, "variance", spread, x),
                        scale, shift, False, 0., epsilon)


def pool(x, kernel, stride):
    return F.max_pool2d(same(x, kernel, stride, -numpy.inf), kernel, stride)


def mean_pool(x):
    """3 x 3 with stride 1: the mean of what is not padding."""
    return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)


def flatten(x):
    return x.permute(0, 2, 3, 1).flatten(1)


def head(x):
    return dense("dense", x.mean((2, 3)), 6)


class Counter:
    """Names as Keras gives them to layers that have none: conv2d, conv2d_1, ..."""

    def __init__(self):
        self.next = {}

    def __call__(self, kind):
        i = self.next.get(kind, 0)
        self.next[kind] = i + 1
        return f"{kind}_{i}" if i else kind


# ---- The four without pretraining ------------------------------------------------

def alexnet(x):
    name = Counter()
    for out, kernel, stride, pools in ((96, 11, 4, True), (256, 5, 1, True), (384, 3, 1, False),
                                       (384, 3, 1, False), (256, 3, 1, True)):
        x = F.relu(conv(name("conv2d"), x, out, kernel, stride))
        x = pool(x, 3, 2) if pools else x
    x = flatten(x)
    for _ in range(3):
        x = F.relu(dense(name("dense"), x, 4096))
    return dense(name("dense"), x, 6)


def weinet(x):
    name = Counter()
    for out in (32, 32, 64):
        x = pool(F.relu(conv(name("conv2d"), x, out, 7)), 2, 1)
    return dense("dense", flatten(x), 6)


def songnet(x):
    name = Counter()
    for out, kernel in ((64, 5), (64, 5), (32, 3), (32, 3)):
        x = pool(F.relu(conv(name("conv2d"), x, out, kernel)), 3, 2)
    return dense("dense", flatten(x), 6)


def silnet(x):
    name = Counter()
    x = pool(F.relu(conv(name("conv2d"), x, 32, 11)), 2, 2)
    for out, kernel in ((32, 7), (64, 5)):
        for _ in range(2):
            x = F.relu(conv(name("conv2d"), x, out, kernel))
        x = pool(x, 2, 1)
    x = flatten(x)
    for _ in range(2):
        x = F.relu(dense(name("dense"), x, 512))
    return dense(name("dense"), x, 6)


# ---- VGG ---------------------------------------------------------------------------

def vgg(x, depths):
    for b, (out, depth) in enumerate(zip((64, 128, 256, 512, 512), depths), 1):
        for i in range(depth):
            x = F.relu(conv(f"block{b}_conv{i + 1}", x, out, 3))
        x = F.max_pool2d(x, 2)
    return head(x)


def vgg16(x):
    return vgg(x, (2, 2, 3, 3, 3))


def vgg19(x):
    return vgg(x, (2, 2, 4, 4, 4))


# ---- ResNet --------------------------------------------------------------------------

RESIDUAL_EPSILON = 1.001e-5


def resnet50(x):
    def bn(layer, y):
        return norm(layer, y, RESIDUAL_EPSILON)
    x = F.relu(bn("conv1_bn", conv("conv1_conv", F.pad(x, [3] * 4), 64, 7, 2, "valid")))
    x = F.max_pool2d(F.pad(x, [1] * 4), 3, 2)
    for stage, (width, blocks, stride) in enumerate(((64, 3, 1), (128, 4, 2), (256, 6, 2),
                                                     (512, 3, 2)), 2):
        for b in range(1, blocks + 1):
            p = f"conv{stage}_block{b}"
            s = stride if b == 1 else 1
            short = bn(p + "_0_bn", conv(p + "_0_conv", x, 4 * width, 1, s)) if b == 1 else x
            y = F.relu(bn(p + "_1_bn", conv(p + "_1_conv", x, width, 1, s)))
            y = F.relu(bn(p + "_2_bn", conv(p + "_2_conv", y, width, 3)))
            y = bn(p + "_3_bn", conv(p + "_3_conv", y, 4 * width, 1))
            x = F.relu(short + y)
    return head(x)


def resnet101v2(x):
    def bn(layer, y):
        return F.relu(norm(layer, y, RESIDUAL_EPSILON))
    x = conv("conv1_conv", F.pad(x, [3] * 4), 64, 7, 2, "valid")
    x = F.max_pool2d(F.pad(x, [1] * 4), 3, 2)
    for stage, (width, blocks) in enumerate(((64, 3), (128, 4), (256, 23), (512, 3)), 2):
        for b in range(1, blocks + 1):
            p = f"conv{stage}_block{b}"
            s = 2 if b == blocks and stage < 5 else 1
            before = bn(p + "_preact_bn", x)
            short = conv(p + "_0_conv", before, 4 * width, 1) if b == 1 else x[:, :, ::s, ::s]
            y = bn(p + "_1_bn", conv(p + "_1_conv", before, width, 1, has_bias=False))
            y = conv(p + "_2_conv", F.pad(y, [1] * 4), width, 3, s, "valid", False)
            x = short + conv(p + "_3_conv", bn(p + "_2_bn", y), 4 * width, 1)
    return head(bn("post_bn", x))


# ---- Inception -----------------------------------------------------------------------

def inceptionv3(x):
    name = Counter()

    def cb(y, out, kernel, stride=1, padding="same"):
        y = conv(name("conv2d"), y, out, kernel, stride, padding, False)
        return F.relu(norm(name("batch_normalization"), y, has_scale=False))

    def row(y, *steps):
        for step in steps:
            y = cb(y, *step)
        return y

    x = F.max_pool2d(row(x, (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3)), 3, 2)
    x = F.max_pool2d(row(x, (80, 1), (192, 3, 1, "valid")), 3, 2)
    for last in (32, 64, 64):
        x = torch.cat([row(x, (64, 1)), row(x, (48, 1), (64, 5)), row(x, (64, 1), (96, 3), (96, 3)),
                       row(mean_pool(x), (last, 1))], 1)
    x = torch.cat([row(x, (384, 3, 2, "valid")), row(x, (64, 1), (96, 3), (96, 3, 2, "valid")),
                   F.max_pool2d(x, 3, 2)], 1)
    wide, high = (1, 7), (7, 1)
    for n in (128, 160, 160, 192):
        x = torch.cat([row(x, (192, 1)), row(x, (n, 1), (n, wide), (192, high)),
                       row(x, (n, 1), (n, high), (n, wide), (n, high), (192, wide)),
                       row(mean_pool(x), (192, 1))], 1)
    x = torch.cat([row(x, (192, 1), (320, 3, 2, "valid")),
                   row(x, (192, 1), (192, wide), (192, high), (192, 3, 2, "valid")),
                   F.max_pool2d(x, 3, 2)], 1)
    for _ in range(2):
        parts = [cb(x, 320, 1)]
        for steps in (((384, 1),), ((448, 1), (384, 3))):
            y = row(x, *steps)
            parts += [cb(y, 384, (1, 3)), cb(y, 384, (3, 1))]
        x = torch.cat(parts + [row(mean_pool(x), (192, 1))], 1)
    return head(x)


# ---- Xception -------------------------------------------------------------------------

def xception(x):
    name = Counter()

    def sep(layer, y, out):
        return norm(layer + "_bn", separable(layer, y, out))

    x = F.relu(norm("block1_conv1_bn", conv("block1_conv1", x, 32, 3, 2, "valid", False)))
    x = F.relu(norm("block1_conv2_bn", conv("block1_conv2", x, 64, 3, 1, "valid", False)))
    for b in range(2, 14):
        if 5 <= b <= 12:
            y = x
            for k in (1, 2, 3):
                y = sep(f"block{b}_sepconv{k}", F.relu(y), 728)
            x = x + y
            continue
        first, out = {2: (128, 128), 3: (256, 256), 4: (728, 728), 13: (728, 1024)}[b]
        short = norm(name("batch_normalization"), conv(name("conv2d"), x, out, 1, 2, has_bias=False))
        y = sep(f"block{b}_sepconv1", x if b == 2 else F.relu(x), first)
        y = sep(f"block{b}_sepconv2", F.relu(y), out)
        x = short + pool(y, 3, 2)
    x = F.relu(sep("block14_sepconv1", x, 1536))
    return head(F.relu(sep("block14_sepconv2", x, 2048)))


# ---- MobileNet and EfficientNet ----------------------------------------------------------

def rounded(v):
    n = max(8, int(v + 4) // 8 * 8)
    return n + 8 if n < .9 * v else n


def correct_pad(x, kernel):
    """Keras' padding before a valid convolution of stride 2."""
    half, sides = kernel // 2, []
    for size in (x.shape[3], x.shape[2]):
        sides += [half - (1 - size % 2), half]
    return F.pad(x, sides)


def excite(x, one, two, width, act, gate):
    y = act(conv(one, x.mean((2, 3), keepdim=True), width, 1))
    return x * gate(conv(two, y, x.shape[1], 1))


def hard_sigmoid(x):
    return F.relu6(x + 3) / 6


def hard_swish(x):
    return x * hard_sigmoid(x)


def mobilenetv3(x):
    relu, hs = F.relu, hard_swish
    x = hs(norm("Conv/BatchNorm", conv("Conv", x / 127.5 - 1, 16, 3, 2, has_bias=False)))
    for i, (grow, out, k, s, squeezes, act) in enumerate((
            (1, 16, 3, 1, 0, relu), (4, 24, 3, 2, 0, relu), (3, 24, 3, 1, 0, relu),
            (3, 40, 5, 2, 1, relu), (3, 40, 5, 1, 1, relu), (3, 40, 5, 1, 1, relu),
            (6, 80, 3, 2, 0, hs), (2.5, 80, 3, 1, 0, hs), (2.3, 80, 3, 1, 0, hs),
            (2.3, 80, 3, 1, 0, hs), (6, 112, 3, 1, 1, hs), (6, 112, 3, 1, 1, hs),
            (6, 160, 5, 2, 1, hs), (6, 160, 5, 1, 1, hs), (6, 160, 5, 1, 1, hs))):
        p = f"expanded_conv_{i}/" if i else "expanded_conv/"
        y, width = x, rounded(x.shape[1] * grow)
        if i:
            y = act(norm(p + "expand/BatchNorm", conv(p + "expand", y, width, 1, has_bias=False)))
        if s == 2:
            y = depthwise(p + "depthwise", correct_pad(y, k), k, 2, "valid")
        else:
            y = depthwise(p + "depthwise", y, k)
        y = act(norm(p + "depthwise/BatchNorm", y))
        if squeezes:
            y = excite(y, p + "squeeze_excite/Conv", p + "squeeze_excite/Conv_1",
                       rounded(width * .25), F.relu, hard_sigmoid)
        y = norm(p + "project/BatchNorm", conv(p + "project", y, out, 1, has_bias=False))
        x = x + y if s == 1 and x.shape[1] == out else y
    x = conv("Conv_1", x, rounded(6 * x.shape[1]), 1, has_bias=False)
    return head(hs(norm("Conv_1/BatchNorm", x)))


def efficientnetv2(x):
    def cb(layer, bn, y, out, kernel, stride=1):
        return norm(bn, conv(layer, y, out, kernel, stride, has_bias=False))

    x = x / 255
    centre = torch.tensor((.485, .456, .406), dtype=x.dtype).view(3, 1, 1)
    x = (x - centre) / torch.tensor((.229, .224, .225), dtype=x.dtype).view(3, 1, 1)
    x = F.silu(cb("stem_conv", "stem_bn", x, 32, 3, 2))
    for stage, (blocks, out, grow, stride) in enumerate((
            (1, 16, 1, 1), (2, 32, 4, 2), (2, 48, 4, 2), (3, 96, 4, 2), (5, 112, 6, 1),
            (8, 192, 6, 2)), 1):
        for b in range(blocks):
            p, s, n = f"block{stage}{'abcdefgh'[b]}_", stride if b == 0 else 1, x.shape[1]
            if grow == 1:
                y = F.silu(cb(p + "project_conv", p + "project_bn", x, out, 3, s))
            elif stage <= 3:
                y = F.silu(cb(p + "expand_conv", p + "expand_bn", x, grow * n, 3, s))
                y = cb(p + "project_conv", p + "project_bn", y, out, 1)
            else:
                y = F.silu(cb(p + "expand_conv", p + "expand_bn", x, grow * n, 1))
                y = F.silu(norm(p + "bn", depthwise(p + "dwconv2", y, 3, s)))
                y = excite(y, p + "se_reduce", p + "se_expand", n // 4, F.silu, torch.sigmoid)
                y = cb(p + "project_conv", p + "project_bn", y, out, 1)
            x = x + y if s == 1 and n == out else y
    return head(F.silu(cb("top_conv", "top_bn", x, 1280, 1)))


# ---- Writing -----------------------------------------------------------------------------

SIZES = {"weinet": 64, "silnet": 150}
# Those that rescale 0..255 themselves are given it: of 0..1 single precision keeps
# less, and PyTorch's own two precisions differ by 1e-4.
RANGES = {"mobilenetv3": 255, "efficientnetv2": 255}


def write(folder, name):
    global w
    torch.manual_seed(7)
    w = Weights()
    network, size = globals()[name], SIZES.get(name, 224)
    pixels = torch.randint(0, 256, (3, 3, size, size)).float() * RANGES.get(name, 1)
    with torch.no_grad():
        network(pixels[:2] / 255)
        w.made = True
        w.write(f"{folder}/{name}.safetensors")
        output = network(pixels[2:].double() / 255)
    numpy.save(f"{folder}/{name}-input.npy", pixels[2:].permute(0, 2, 3, 1).contiguous().numpy())
    numpy.save(f"{folder}/{name}-output.npy", output.numpy())


for wanted in sys.argv[2:]:
    write(sys.argv[1], wanted)
