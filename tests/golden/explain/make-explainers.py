#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for the tests of lime and occlusion: make-explainers.py COLLECTION

Copies what the tests use out of a collection of vectors made with other
people's programs (README.md says which), writes the weights of its two
networks as flat arrays, and computes what the collection lacks with
scikit-learn, SciPy and NumPy.
"""
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge
from sklearn.metrics import pairwise_distances

COPIED = {
    "lime": [
        "data_z", "data_scores", "data_distance", "data_weight",
        "data_coef_none", "data_fit_none", "data_coef_highest_all",
        "data_coef_highest_7", "data_fit_highest_7",
        "image_segments", "image_mean_fill_u8",
        "image_black_z", "image_black_scores", "image_black_softmax_50",
        "image_black_coef", "image_black_fit",
        "image_mean_z", "image_mean_scores", "image_mean_softmax_50",
        "image_mean_coef", "image_mean_fit",
    ],
    "occlusion": [
        "a_window8_stride4", "a_window5_stride3", "b_window8_stride4", "b_window5_stride3",
        "segments_image0", "segments_image1",
        "a_ablation_image0", "a_ablation_image1", "b_ablation_image0", "b_ablation_image1",
    ],
    "networks": ["images_u8", "a_logits", "b_logits"],
}


def copy(source):
    for folder, names in COPIED.items():
        for name in names:
            prefix = "net" if folder == "networks" else folder
            shutil.copyfile(source / folder / f"{name}.npy", f"{prefix}_{name}.npy")
            Path(f"{prefix}_{name}.npy").chmod(0o644)


def flatten_network(source, name):
    """Weight, then bias, of each layer in order of execution."""
    graph = onnx.load(source / "networks" / f"net_{name}.onnx").graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    flat = [arrays[i].ravel() for n in graph.node for i in n.input if i in arrays]
    np.save(f"net_{name}_weights.npy", np.concatenate(flat).astype(np.float32))


def fit(z, y, w, ridge):
    model = Ridge(alpha=ridge, fit_intercept=True, solver="cholesky").fit(z, y, sample_weight=w)
    return model.coef_, model.intercept_


def standard_errors(z, y, w, ridge):
    """HC1 of weighted ridge regression, spelled out with matrices."""
    coef, intercept = fit(z, y, w, ridge)
    x = z - np.average(z, axis=0, weights=w)
    residual = y - (z @ coef + intercept)
    bread = np.linalg.inv(x.T @ np.diag(w) @ x + ridge * np.eye(x.shape[1]))
    meat = x.T @ np.diag((w * residual) ** 2) @ x
    n, k = x.shape
    return np.sqrt(np.diag(bread @ meat @ bread) * n / (n - k - 1))


def split_half(z, y, w):
    even, odd = (fit(z[h::2], y[h::2], w[h::2], 1)[0] for h in (0, 1))
    return spearmanr(even, odd)[0]


def compute():
    """On the scores as the network service hands them over: float32."""
    z = np.load("lime_data_z.npy").astype(float)
    y = np.load("lime_data_scores.npy").astype(np.float32).astype(float)
    w = np.load("lime_data_weight.npy")
    np.save("sklearn_coef.npy", np.array([fit(z, c, w, 1)[0] for c in y.T]))
    np.save("sklearn_standard_errors.npy", np.array([standard_errors(z, c, w, 1) for c in y.T]))
    np.save("sklearn_split_half.npy", np.array([split_half(z, c, w) for c in y.T]))
    used = [z[:, c != 0] for c in np.load("lime_data_coef_highest_7.npy")]
    np.save("sklearn_standard_errors_7.npy",
            np.array([standard_errors(x, c, w, 1) for x, c in zip(used, y.T)]))
    np.save("sklearn_split_half_7.npy",
            np.array([split_half(x, c, w) for x, c in zip(used, y.T)]))
    distance = pairwise_distances(z, np.ones((1, z.shape[1])), metric="euclidean").ravel()
    np.save("sklearn_euclidean_weight.npy", np.sqrt(np.exp(-distance**2 / 3**2)))


source = Path(sys.argv[1])
copy(source)
for network in "ab":
    flatten_network(source, network)
compute()
