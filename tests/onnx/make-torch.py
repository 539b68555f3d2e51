# SPDX-License-Identifier: MIT
"""Write classifiers of torchvision as ONNX models into a folder, each with an
input and PyTorch's own output for it: NAME.onnx, NAME-input.npy, NAME-output.npy.

Weights are random, by a seed. Scales and shifts of batch normalisations are
jittered; they get the statistics of images that pass through, which are then
jittered too: with 1, 0, 0, 1 nothing of them would be tested. They stay nodes
of the model unless its line says that PyTorch folds them.

Exits with 77 where torch or torchvision are missing.
"""
import copy
import sys
import warnings

try:
    import numpy
    import torch
    import torchvision.models as zoo
    from torchvision.ops import StochasticDepth
except ImportError as e:
    print(e)
    sys.exit(77)

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


def small_vgg(**k):
    net = zoo.vgg.VGG(zoo.vgg.make_layers([16, "M", 32, "M", 64, 64, "M"], True), **k)
    net.avgpool = torch.nn.AdaptiveAvgPool2d((4, 4))
    net.classifier = torch.nn.Sequential(torch.nn.Linear(1024, 64), torch.nn.ReLU(),
                                         torch.nn.Dropout(), torch.nn.Linear(64, 10))
    return net


# name: maker, size of the image, operator set, whether PyTorch folds, free batch
CASES = {
    "alexnet": (zoo.alexnet, 224, 9, False, True),
    "vgg": (small_vgg, 32, 11, False, True),
    "resnet18": (zoo.resnet18, 64, 10, False, True),
    "resnet18-folded": (zoo.resnet18, 64, 13, True, False),
    "resnet50": (zoo.resnet50, 128, 13, False, True),
    "inception": (lambda **k: zoo.inception_v3(aux_logits=False, init_weights=False,
                                               transform_input=True, **k), 96, 12, False, True),
    "googlenet": (lambda **k: zoo.googlenet(aux_logits=False, init_weights=False, **k),
                  64, 11, False, True),
    "densenet121": (zoo.densenet121, 64, 9, False, True),
    "mobilenet-v2": (zoo.mobilenet_v2, 64, 11, False, True),
    "mobilenet-v3": (zoo.mobilenet_v3_large, 64, 14, False, True),
    "mobilenet-v3-small": (zoo.mobilenet_v3_small, 64, 11, False, True),
    "squeezenet": (zoo.squeezenet1_1, 64, 12, False, True),
    "shufflenet": (zoo.shufflenet_v2_x1_0, 64, 15, False, True),
    "mnasnet": (zoo.mnasnet0_5, 64, 16, False, True),
    "efficientnet": (zoo.efficientnet_b0, 128, 14, False, True),
    "regnet": (zoo.regnet_x_400mf, 64, 13, False, True),
    "convnext": (lambda **k: zoo.convnext.ConvNeXt(
        [zoo.convnext.CNBlockConfig(16, 32, 2), zoo.convnext.CNBlockConfig(32, None, 2)], **k),
        64, 13, False, True),
}


def calibrate(net, images):
    norms = [m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for m in norms:
        m.momentum = None
        m.reset_running_stats()
    net.train()
    for m in net.modules():
        if isinstance(m, (torch.nn.Dropout, StochasticDepth)):
            m.eval()
    with torch.no_grad():
        for m in norms:
            m.weight.mul_(torch.empty_like(m.weight).uniform_(.8, 1.2))
            m.bias.add_(torch.empty_like(m.bias).normal_(0, .1))
        net(images)
        for m in norms:
            m.running_mean.add_(torch.empty_like(m.bias).normal_(0, .1) * m.running_var.sqrt())
            m.running_var.mul_(torch.empty_like(m.bias).uniform_(.8, 1.2))
    net.eval()


def write(folder, name):
    make, size, opset, folds, free = CASES[name]
    torch.manual_seed(7)
    net = make(num_classes=10)
    calibrate(net, torch.randn(8, 3, size, size))
    image = torch.randn(1, 3, size, size)
    with torch.no_grad():
        output = copy.deepcopy(net).double()(image.double())
    mode = torch.onnx.TrainingMode.EVAL if folds else torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(net, image, f"{folder}/{name}.onnx", opset_version=opset, training=mode,
                      input_names=["input"], output_names=["output"],
                      dynamic_axes={"input": {0: "n"}, "output": {0: "n"}} if free else None)
    numpy.save(f"{folder}/{name}-input.npy", image.numpy())
    numpy.save(f"{folder}/{name}-output.npy", output.numpy())


if len(sys.argv) == 2:
    print("\n".join(CASES))
for wanted in sys.argv[2:]:
    write(sys.argv[1], wanted)
