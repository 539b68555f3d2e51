# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Occlusion: how far the score drops while a grey window hides each place.

usage: occlude.py [WINDOW [STRIDE]], in pixels
"""
import sys

import likeness_process
import numpy

WINDOW = int(sys.argv[1]) if len(sys.argv) > 1 else 16
STRIDE = int(sys.argv[2]) if len(sys.argv) > 2 else 8


def starts(extent):
    """Where windows begin; the last is cut at the border."""
    return range(0, max(extent - WINDOW, 0) + STRIDE, STRIDE)


def hide(view, place):
    hidden = view.copy()
    hidden[place] = 128
    return hidden


def occlude(view, classes, request):
    height, width, _ = view.shape
    places = [numpy.s_[y:y + WINDOW, x:x + WINDOW] for y in starts(height) for x in starts(width)]
    whole = request.scores([view])[:, classes]
    drops = whole - request.scores(hide(view, place) for place in places)[:, classes]
    heatmaps, times = numpy.zeros((len(classes), height, width)), numpy.zeros((height, width))
    for place, drop in zip(places, drops):
        heatmaps[:, place[0], place[1]] += drop[:, None, None]
        times[place] += 1
    return heatmaps / times


likeness_process.explainer(occlude)
