# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Write permutations.json, bootstrap_ties.json, t_exact.json and flips_40.npy with SciPy.

    make.py FLIPS.npy    # signs as int8, as they come
"""
import json
import sys

import numpy as np
from scipy import special, stats
from scipy.stats._resampling import _bca_interval

random = np.random.default_rng(20501)


def read(name):
    with open(name + ".json") as file:
        return json.load(file)


def write(name, what):
    with open(name + ".json", "w") as file:
        json.dump(what, file, indent=1)
        file.write("\n")


# ---- Every deal of two samples ----------------------------------------------------


def distance(x, y):
    return abs(x.mean() - y.mean())


def case(name, x, y):
    # SciPy's own two-sided p doubles the smaller tail; of a distance it needs one.
    found = stats.permutation_test((np.array(x), np.array(y)), distance, n_resamples=np.inf,
                                   alternative="greater")
    return {"name": name, "x": x, "y": y, "p": float(found.pvalue)}


def normal(n, mean):
    return random.normal(mean, 1, n).round(4).tolist()


def whole(n):
    return random.integers(0, 5, n).astype(float).tolist()


write("permutations", [
    case("plain 8 and 4", normal(8, 0), normal(4, 1)),
    case("plain 4 and 8", normal(4, 0), normal(8, 1)),
    case("ties 6 and 6", whole(6), whole(6)),
    case("separated", [1.0, 2.0, 3.0, 4.0], [10.0, 11.0, 12.0]),
    case("all equal", [0.1] * 3, [0.1] * 5),
])


# ---- BCa where resamples tie with the estimate --------------------------------------
# In doubles the last bit decides whether a resample is below the estimate, equal or
# above. Whole numbers, scaled so that the means are whole too, tell what is equal.


def whole_numbers(values):
    return np.rint(np.array(values) * 1000)


def bca(samples, indices, scale, statistic, stored):
    draws = statistic(*[s[i] for s, i in zip(samples, indices)], axis=-1)
    out = {"estimate": stored["estimate"], "levels": {}}
    for level, ends in stored["levels"].items():
        ends = dict(ends["from_indices"])
        alpha = (1 - float(level)) / 2
        low, high, ends["bca_acceleration"] = map(
            float, _bca_interval(samples, statistic, -1, alpha, draws, None))
        ends["bca"] = [np.percentile(draws, 100 * p) / scale for p in (low, high)]
        at = statistic(*samples, axis=-1)
        share = ((draws < at).sum() + (draws <= at).sum()) / 2 / len(draws)
        ends["bca_z0"] = float(stats.norm.ppf(share))
        out["levels"][level] = ends
    return out


data = {name: whole_numbers(values) for name, values in read("data").items()}
a, b = data["group_a"], data["group_b"]
both = len(a) * len(b)


def scaled_difference(x, y, axis):
    return x.sum(axis) * (both / x.shape[axis]) - y.sum(axis) * (both / y.shape[axis])


write("bootstrap_ties", {
    "paired": bca((data["paired_x"] - data["paired_y"],), (np.load("indices_paired.npy"),), 20000,
                  lambda d, axis: d.sum(axis) * (20 / d.shape[axis]),
                  read("bootstrap_paired")["mean_difference"]),
    "two_samples": bca((a, b), (np.load("indices_group_a.npy"), np.load("indices_group_b.npy")),
                       1000 * both, scaled_difference,
                       read("bootstrap_two_samples")["mean_difference"]),
})

# ---- Student's intervals, by an exact quantile -----------------------------------------
# scipy.stats.t.ppf of SciPy 1.10 errs by up to 4e-9; its incomplete beta function does not.


def exactly(middle, error, freedom):
    ends = {}
    for level in (0.9, 0.95, 0.99):
        share = special.betaincinv(freedom / 2, 0.5, 1 - level)
        reach = error * np.sqrt(freedom * (1 - share) / share)
        ends[str(level)] = [middle - reach, middle + reach]
    return ends


def mean_exactly(x):
    return exactly(x.mean(), x.std(ddof=1) / np.sqrt(len(x)), len(x) - 1)


data = {name: np.array(values) for name, values in read("data").items()}
a, b = data["group_a"], data["group_b"]
v, w = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
welch = (v + w) ** 2 / (v**2 / (len(a) - 1) + w**2 / (len(b) - 1))
freedom = len(a) + len(b) - 2
pooled = ((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / freedom
write("t_exact", {
    "skewed_24": mean_exactly(data["skewed_24"]),
    "small_12": mean_exactly(data["small_12"]),
    "paired": mean_exactly(data["paired_x"] - data["paired_y"]),
    "pooled": exactly(a.mean() - b.mean(), np.sqrt(pooled * (1 / len(a) + 1 / len(b))), freedom),
    "welch": exactly(a.mean() - b.mean(), np.sqrt(v + w), welch),
})

# ---- Signs as what tests can read: 1 where the sign is flipped -------------------------

np.save("flips_40.npy", (np.load(sys.argv[1]) < 0).astype(np.uint8))
