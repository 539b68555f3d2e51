# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""The Dice coefficient of foreground and mask, as a metric."""
import likeness_process


def dice(heatmap, foreground, mask):
    if not mask.any():
        raise likeness_process.Missing("the mask is empty")
    return 2 * (foreground & mask).sum() / (foreground.sum() + mask.sum())


likeness_process.metric(agreement=dice)
