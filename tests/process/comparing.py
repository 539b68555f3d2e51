# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""comparing.py WHAT: a metric whose value is what it got."""
import sys

import likeness_process

values = {
    "share": lambda heatmap, foreground, mask: heatmap[mask].sum() / heatmap.sum(),
    "blind": lambda heatmap, foreground, mask: -1 if heatmap is None else 1,
    "nan": lambda heatmap, foreground, mask: float("nan"),
    "divide": lambda heatmap, foreground, mask: 1 // 0,
}
likeness_process.metric(values.get(sys.argv[1]),
                        lambda heatmap, other: heatmap.sum() - 10 * other.sum())
