# SPDX-License-Identifier: MIT
"""completion.npy: values, their variances, and the values closed to a sum of 7.5.

The smallest change by generalised least squares, min sum d_i^2 / s_i subject to
sum d_i = what lacks, solved as a dense system of its Lagrange conditions with
NumPy, over the values that have a variance; the others stay.

    python3 make-completion.py
"""
import numpy as np

rng = np.random.default_rng(5)
values = rng.normal(0, 3, 40)
variances = rng.gamma(.5, 2, 40)
variances[[3, 17, 18]] = 0
free = variances > 0
n = free.sum()
system = np.zeros((n + 1, n + 1))
system[:n, :n] = np.diag(2 / variances[free])
system[:n, n] = system[n, :n] = 1
right = np.append(np.zeros(n), 7.5 - values.sum())
closed = values.copy()
closed[free] += np.linalg.solve(system, right)[:n]
np.save("completion.npy", np.array([values, variances, closed]))
