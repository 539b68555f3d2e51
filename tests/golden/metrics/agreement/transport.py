#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""The earth mover's distances of emd_maps_14x14.npy by SciPy's HiGHS.

    transport.py

Writes transport.json into the folder of this script: for each pair the cost of
the plan that HiGHS found with feasibility tolerances of 1e-10, and the bound
from below that its prices prove. With its default tolerances of 1e-7 the costs
of two of the pairs are off by 5e-7 and 3e-8.
"""
import json
import pathlib

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

folder = pathlib.Path(__file__).parent
TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def solve(mass, other):
    """Cost and bound of all of one picture's mass becoming the other's."""
    y, x = numpy.divmod(numpy.arange(mass.size), mass.shape[1])
    source, sink = (numpy.flatnonzero(m) for m in (mass, other))
    costs = numpy.hypot(y[source, None] - y[sink], x[source, None] - x[sink])
    supply, demand = mass.ravel()[source], other.ravel()[sink]
    demand = demand * (supply.sum() / demand.sum())
    n, m = costs.shape
    arc = numpy.arange(n * m)
    balance = coo_matrix((numpy.ones(2 * n * m), (numpy.r_[arc // m, n + arc % m], numpy.r_[arc, arc]))).tocsr()
    found = linprog(costs.ravel(), A_eq=balance, b_eq=numpy.r_[supply, demand], method="highs-ds", options=TIGHT)
    prices = found.eqlin.marginals[:n]
    bound = supply @ prices + demand @ (costs - prices[:, None]).min(axis=0)
    return found.fun, bound


rows = [solve(*pair) for pair in numpy.load(folder / "emd_maps_14x14.npy")]
lines = ",\n ".join(json.dumps({"index": i, "cost": c, "bound": b}) for i, (c, b) in enumerate(rows))
(folder / "transport.json").write_text("[\n " + lines + "\n]\n")
