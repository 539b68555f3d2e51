# SPDX-License-Identifier: MIT
"""Write small random networks as ONNX models, and PyTorch's gradients for them.

For each: NAME.onnx; NAME-view.npy, two items as a view gives them, 0..255;
NAME-input.npy, d output[class] / d view; NAME-value.npy and NAME-layer.npy, the
value of one layer and d output[class] / d value, channels last. The layer is the
last tensor of the module `marked`; the classes are 1 and 3. Computed in float64
on the float32 weights.

    python3 make-torch.py
"""
import copy

import numpy
import torch
from torch import nn
from torch.nn import functional as F

SIZE = 20


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.reduce = nn.Conv2d(channels, 4, 1)
        self.expand = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        gate = self.reduce(x.mean((2, 3), keepdim=True))
        return x * F.hardsigmoid(self.expand(F.hardswish(gate)))


class Windows(nn.Module):
    """Strides, dilations, groups, paddings that differ, both average pools."""
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 12, (5, 3), stride=2, padding=(2, 1))
        self.dilated = nn.Conv2d(12, 12, 3, padding=2, dilation=2, groups=3)
        self.depthwise = nn.Conv2d(12, 12, 3, padding=1, groups=12, bias=False)
        self.norm = nn.BatchNorm2d(12)
        self.marked = nn.PReLU(12)
        self.head = nn.Linear(24, 5)

    def forward(self, x):
        x = F.relu(self.first(F.pad(x, (0, 1, 2, 0))))
        x = self.marked(self.norm(self.depthwise(self.dilated(x)) + x))
        counted = F.avg_pool2d(x, 3, 2, 1, count_include_pad=True)
        not_counted = F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)
        x = F.max_pool2d(torch.cat((counted, not_counted), 1), 2, 1)
        return self.head(x.mean((2, 3)))


class Mobile(nn.Module):
    """Squeeze-excite, swishes, clips, two heads of softmax."""
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.squeeze = SqueezeExcite(8)
        self.wide = nn.Conv2d(8, 16, 1)
        self.marked = nn.Hardswish()
        self.head = nn.Linear(16, 6)

    def forward(self, x):
        x = self.squeeze(F.relu6(self.first(x) * 3))
        x = self.marked(self.wide(x)) * 2
        x = x * torch.sigmoid(x)
        x = F.adaptive_max_pool2d(x, 1).flatten(1) / (1 + x.abs().mean((2, 3)))
        return F.softmax(self.head(x), 1)


class Norms(nn.Module):
    """Normalisations that depend on the values, resizing, log-softmax."""
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 9, 3, stride=2)
        self.instance = nn.InstanceNorm2d(9, affine=True)
        self.marked = nn.Conv2d(9, 9, 3, padding=1)
        self.head = nn.Linear(9 * 25, 5)

    def forward(self, x):
        x = F.elu(self.instance(self.first(x)))
        y = F.interpolate(self.marked(x), size=(5, 5), mode="bilinear", align_corners=False)
        z = F.interpolate(F.interpolate(x, scale_factor=2, mode="nearest"), size=(5, 5),
                          mode="bilinear", align_corners=True)
        x = torch.max(torch.tanh(y), torch.min(z, F.softplus(y) - z))
        return F.log_softmax(self.head(x.flatten(1)), 1)


class Shapes(nn.Module):
    """Shuffled channels, slices, transpositions, arithmetic that broadcasts."""
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=3)
        self.marked = nn.Conv2d(8, 8, 1)
        self.head = nn.Linear(16, 4)
        self.offset = nn.Parameter(torch.randn(8, 1, 1))

    def forward(self, x):
        x = self.first(x)
        n, c, h, w = 1, 8, 6, 6
        x = x.reshape(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        x = self.marked(x[:, :, 1:, :-1]) + self.offset
        x = F.gelu(x) - F.silu(x.transpose(2, 3)) / (2 + torch.exp(-x))
        deep = F.pixel_unshuffle(F.pad(x, (0, 1, 0, 1)), 2)
        x = torch.cat((x.mean((2, 3)), (deep ** 2).sum((2, 3))[:, ::4]), 1)
        return self.head(torch.sqrt(1 + x * x))


def jitter(net):
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.InstanceNorm2d)):
            nn.init.normal_(m.weight)
            nn.init.normal_(m.bias)
        if isinstance(m, nn.BatchNorm2d):
            nn.init.normal_(m.running_mean, 0, .3)
            nn.init.uniform_(m.running_var, .3, 1)


def write(name, net):
    torch.manual_seed(3)
    net = net()
    jitter(net)
    net.eval()
    views = torch.randint(0, 256, (2, 3, SIZE, SIZE)).float()
    torch.onnx.export(net, views[:1] / 255, f"torch/{name}.onnx", opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    net, kept = copy.deepcopy(net).double(), []
    net.marked.register_forward_hook(lambda m, i, o: kept.append(o))
    found = {"view": [], "input": [], "value": [], "layer": []}
    for item, which in zip(views, (1, 3)):
        view = item[None].double().requires_grad_()
        output = net(view / 255)[0, which]
        both = torch.autograd.grad(output, (view, kept[-1]))
        for key, t in zip(found, (view, both[0], kept[-1], both[1])):
            found[key].append(t.detach()[0].permute(1, 2, 0).float().numpy())
    for key, arrays in found.items():
        numpy.save(f"torch/{name}-{key}.npy", numpy.ascontiguousarray(numpy.stack(arrays)))


for case in (Windows, Mobile, Norms, Shapes):
    write(case.__name__.lower(), case)
