#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for the tests of sobol and hsic: make-sensitivity.py

By the formulas written out as matrices, with NumPy and scikit-learn's kernels.
"""
from itertools import product

import numpy as np
from sklearn.metrics.pairwise import rbf_kernel

rng = np.random.default_rng(8)


def float32(values):
    return values.astype(np.float32).astype(np.float64)


def hsic(bits, y, width):
    """tr(K H L H) / n^2 per column, with the kernels of Novello, Fel and Vigouroux."""
    n = len(y)
    h = np.eye(n) - np.ones((n, n)) / n
    l = rbf_kernel(y[:, None], gamma=1 / (2 * width ** 2))
    values = []
    for x in bits.T.astype(float):
        k = 1 + 0.5 - (x[:, None] - x[None, :]) ** 2
        values.append(np.trace(k @ h @ l @ h) / n ** 2)
    return values


def lower_median_distance(y):
    i, j = np.triu_indices(len(y), 1)
    distances = np.sort(np.abs(y[i] - y[j]))
    return distances[(len(distances) + 1) // 2 - 1]


def save_hsic():
    bits = rng.integers(0, 2, (60, 7)).astype(np.uint8)
    bits[0, 0] = 0  # or it would be the whole view
    x = bits.astype(float)
    signal = np.stack([x[:, 0] + 0.5 * x[:, 1] * x[:, 2], np.abs(x[:, 3] - x[:, 4]), 0 * x[:, 0]], 1)
    scores = float32(1 + signal + 0.1 * rng.normal(size=(60, 3)))
    np.save("hsic_bits.npy", bits)
    np.save("hsic_scores.npy", np.vstack([[3, 2, 1], scores]))  # the whole view's first
    np.save("hsic_by_distances.npy", [hsic(bits, y, lower_median_distance(y)) for y in scores.T])
    np.save("hsic_by_scores.npy", [hsic(bits, y, np.median(y)) for y in scores.T])


def jansen(table, a, b):
    """Total indices of Jansen (1999) from samples a and b, variance over n - 1."""
    places = 2 ** np.arange(a.shape[1])
    y = table[a @ places]
    values = []
    for k in range(a.shape[1]):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        values.append(np.sum((y - table[mixed @ places]) ** 2) / (2 * len(a) * np.var(y, ddof=1)))
    return values


def save_sobol():
    table = float32(rng.normal(size=(32, 2)))  # scores of all coalitions of 5; segment 0 is the lowest bit
    a = rng.integers(0, 2, (12, 5)).astype(np.uint8)
    a[0, 0] = 0
    wide = a.astype(int)
    # A column of the second sample is one of 2^12, all equally likely; it acts on its row alone, so
    # the mean over all of them is that over b = 0 and b = 1 everywhere.
    ends = [[jansen(t, wide, np.full_like(wide, b)) for b in (0, 1)] for t in table.T]
    np.save("sobol_table.npy", table)
    np.save("sobol_samples.npy", a)
    np.save("sobol_indices.npy", np.mean(ends, axis=1))
    # Every second sample of three rows, one by one, says the same.
    few = wide[:3]
    everything = [np.array(b).reshape(3, 5) for b in product((0, 1), repeat=15)]
    mean = np.mean([jansen(table[:, 0], few, b) for b in everything], axis=0)
    both = np.mean([jansen(table[:, 0], few, np.full_like(few, b)) for b in (0, 1)], axis=0)
    assert np.allclose(mean, both)


save_hsic()
save_sobol()
