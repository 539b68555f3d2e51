#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Vectors for the tests of LIME's designs and intervals, in this folder.

Errors of coefficients by statsmodels and by R's clubSandwich, quantiles by
mpmath, a Hadamard matrix by SciPy. The data are the bits, weights and scores of
golden/explain.
"""
import subprocess
import tempfile
from pathlib import Path

import mpmath
import numpy as np
import statsmodels.api as sm
from scipy.linalg import hadamard

ROWS = 200
data = Path(__file__).parent.parent / "explain"
z = np.load(data / "lime_data_z.npy")[:ROWS].astype(float)
y = np.load(data / "lime_data_scores.npy")[:ROWS]
w = np.load(data / "lime_data_weight.npy")[:ROWS]
first = np.concatenate([[0], np.cumsum(np.tile([1, 2, 3, 4], 20))])
cluster = np.repeat(np.arange(len(first) - 1), np.diff(first))


def with_statsmodels(kind):
    fits = [sm.WLS(c, sm.add_constant(z), weights=w).fit(cov_type=kind) for c in y.T]
    return np.array([f.bse[1:] for f in fits])


def with_club_sandwich(scores, weights):
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "data.csv", Path(folder) / "answer.csv"
        table = np.column_stack([scores, weights, cluster, z])
        names = ["y", "w", "cluster"] + [f"z{k}" for k in range(z.shape[1])]
        np.savetxt(given, table, "%.17g", ",", header=",".join(names), comments="")
        subprocess.run(["Rscript", "clusters.R", given, answer], check=True)
        return np.loadtxt(answer, delimiter=",")


def quantiles():
    """Degrees of freedom, a chance, and the t that |T| exceeds with it."""
    mpmath.mp.dps = 40
    rows = []
    for freedom in (1, 1.5, 2, 3.7, 9.9, 19.9, 20.1, 30, 100, 772.3):
        for chance in (0.9, 0.5, 0.05, 0.01, 0.05 / 7, 5e-5, 1e-8):
            def beyond(t):
                x = mpmath.mpf(freedom) / (freedom + t * t)
                return mpmath.betainc(mpmath.mpf(freedom) / 2, 0.5, 0, x, regularized=True)
            low, high = mpmath.mpf(0), mpmath.mpf(10) ** 9
            for _ in range(140):
                middle = (low + high) / 2
                low, high = (middle, high) if beyond(middle) > chance else (low, middle)
            rows.append([freedom, chance, float(low)])
    return np.array(rows)


np.save("statsmodels_hc1.npy", with_statsmodels("HC1"))
np.save("statsmodels_hc2.npy", with_statsmodels("HC2"))
np.save("cluster_first.npy", first.astype(np.int64))
even = w[first[:-1]][cluster]
np.save("cluster_weight.npy", even)
club = np.array([with_club_sandwich(c, even) for c in y.T])
np.save("club_sandwich.npy", np.ascontiguousarray(club))
np.save("student.npy", quantiles())
np.save("sylvester_32.npy", hadamard(32).astype(np.uint8))
