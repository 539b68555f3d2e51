# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Folds of scikit-learn for random data sets: python3 make.py, in this folder."""
import json
import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

warnings.simplefilter("ignore")


def deal(folds, groups, labels):
    split = StratifiedGroupKFold(n_splits=folds).split(np.zeros(len(labels)), labels, groups)
    fold = np.zeros(len(labels), dtype=int)
    for number, (_, test) in enumerate(split):
        fold[test] = number
    return fold


def draw(random, folds, people, each, classes, shares=None):
    counts = random.integers(1, each + 1, people)
    groups = np.repeat(np.arange(people), counts)
    labels = random.choice(classes, len(groups), p=shares)
    order = random.permutation(len(groups))
    return folds, groups[order], labels[order]


random = np.random.default_rng(20)
cases = [
    ("five_folds", *draw(random, 5, 30, 12, 6)),
    ("rare_label", *draw(random, 4, 40, 9, 3, [0.7, 0.25, 0.05])),
    ("few_people", *draw(random, 3, 7, 30, 7)),
    ("one_label", *draw(random, 3, 20, 6, 1)),
    ("each_its_own", *draw(random, 10, 120, 1, 4)),
    ("one_person_a_fold", *draw(random, 12, 12, 15, 2)),
]
with open("folds.json", "w", encoding="ascii") as out:
    rows = [
        json.dumps({
            "name": name, "folds": folds, "groups": groups.tolist(), "labels": labels.tolist(),
            "fold": deal(folds, groups, labels).tolist(),
        }) for name, folds, groups, labels in cases
    ]
    out.write("[\n" + ",\n".join(rows) + "\n]\n")
