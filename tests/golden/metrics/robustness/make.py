#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Values that no published program gives in this form, by their definitions.

    make.py

Reads what reduce.py wrote, writes sets_*.npy and computed.json into the same
folder. The network is PyTorch's, hidden pixels have the least value of their
picture, scores are logits of the label, all statistics are SciPy's and
scikit-image's.
"""
import json
import pathlib

import numpy as np
import onnx.numpy_helper
import scipy.stats
import skimage.metrics
import torch

SETS = 30
here = pathlib.Path(__file__).parent
images = np.load(here / "rgb_images.npy")
segments = np.load(here / "rgb_segments.npy")
labels = json.loads((here / "values.json").read_text())["rgb_labels"]
draw = np.random.default_rng(20240517)


def network():
    graph = onnx.load(str(here / "rgb_model.onnx")).graph
    weights = {i.name: torch.tensor(onnx.numpy_helper.to_array(i)) for i in graph.initializer}
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(8, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(1024, 18), torch.nn.ReLU(), torch.nn.Linear(18, 5))
    for layer, name in zip((0, 3, 7, 9), ("conv1", "conv2", "fc1", "fc2")):
        layers[layer].weight.data = weights[f"{name}.weight"]
        layers[layer].bias.data = weights[f"{name}.bias"]
    return layers.eval()


def gradient(net, image, target):
    """Summed over the channels: what one grey heatmap can show."""
    x = torch.tensor(image[None]).requires_grad_()
    net(x)[0, target].backward()
    return x.grad[0].numpy().sum(axis=0)


def logit(net, image, target):
    with torch.no_grad():
        return float(net(torch.tensor(image[None]))[0, target])


def correlation(net, image, target, parts, weights, sets):
    """Pearson's, of a set's weights and how far hiding it makes the logit fall."""
    whole = logit(net, image, target)
    falls, sums = [], []
    for chosen in sets:
        hidden = image.copy()
        hidden[:, np.isin(parts, chosen)] = image.min()
        falls.append(whole - logit(net, hidden, target))
        sums.append(weights[chosen].sum())
    return scipy.stats.pearsonr(sums, falls)[0]


def main():
    net = network()
    out = {"faithfulness_correlation": [], "sensitivity_n": [], "random_logit_spearman": [],
           "random_logit_ssim": []}
    pixel_sets, segment_sets = [], []
    pixels = np.arange(32 * 32).reshape(32, 32)
    for image, parts, label in zip(images, segments, labels):
        slope = gradient(net, image, label)
        sets = np.array([draw.choice(1024, 32, replace=False) for _ in range(SETS)])
        pixel_sets.append(sets)
        out["faithfulness_correlation"].append(
            correlation(net, image, label, pixels, slope.astype(float).ravel(), sets))

        count = parts.max() + 1
        weights = np.array([slope[parts == k].astype(float).sum() for k in range(count)])
        rows, by_size = [], []
        for size in (1, 2, 4, 8):
            sets = np.array([draw.choice(count, size, replace=False) for _ in range(SETS)])
            by_size.append(correlation(net, image, label, parts, weights, sets))
            rows.append(np.pad(sets, ((0, 0), (0, 8 - size)), constant_values=-1))
        segment_sets.append(rows)
        out["sensitivity_n"].append(by_size)

        others = [gradient(net, image, target) for target in range(5)]
        out["random_logit_spearman"].append(
            [scipy.stats.spearmanr(slope.ravel(), other.ravel())[0] for other in others])
        out["random_logit_ssim"].append(
            [skimage.metrics.structural_similarity(
                slope.astype(float), other.astype(float),
                data_range=max(slope.max(), other.max()) - min(slope.min(), other.min()))
             for other in others])
    np.save(here / "sets_of_pixels.npy", np.array(pixel_sets).astype("<i4"))
    np.save(here / "sets_of_segments.npy", np.array(segment_sets).astype("<i4"))
    (here / "computed.json").write_text(json.dumps(out) + "\n")


main()
