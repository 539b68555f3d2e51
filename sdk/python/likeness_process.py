# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Explainers, metrics and networks for Likeness, written in Python.

A program calls one of explainer(), metric() and backend() with functions of its
own, and a study runs it with `use: process`. NumPy is all that this needs; the
protocol is in docs/process.md. Whatever is printed goes to stderr.
"""
import io
import itertools
import os
import sys
import traceback

import numpy

BATCH_BYTES = 32 << 20  # of the pictures that go over the pipe at once


class Missing(Exception):
    """Raised where no result is defined; says why."""


class _Pipe:
    def __init__(self):
        self.answers = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self.requests = sys.stdin.buffer

    def line(self):
        """The words of the next line; none at the end."""
        return self.requests.readline().decode("ascii").split()

    def array(self):
        version = numpy.lib.format.read_magic(self.requests)
        if version != (1, 0):
            raise ValueError("the host sent an array of another format")
        shape, _, dtype = numpy.lib.format.read_array_header_1_0(self.requests)
        size = dtype.itemsize * int(numpy.prod(shape))
        return numpy.frombuffer(bytearray(self.requests.read(size)), dtype).reshape(shape)

    def say(self, line, *arrays):
        frame = io.BytesIO()
        frame.write(line.encode("ascii", "replace"))
        for array in arrays:
            numpy.save(frame, numpy.ascontiguousarray(array))
        self.answers.write(frame.getbuffer())
        self.answers.flush()

    def say_line(self, verb, text):
        self.say(f"{verb} {' '.join(str(text).split())[:480]}\n")

    def ask(self, line, *arrays):
        self.say(line, *arrays)
        if not self.line():
            raise EOFError("the host has gone")
        return self.array()

    def serve(self, verbs):
        """Answer requests until there are no more; each verb has a function."""
        while words := self.line():
            try:
                verbs[words[0]](*words[1:])
            except Missing as missing:
                self.say_line("missing", missing)
            except EOFError:
                return
            except Exception as error:
                traceback.print_exc()
                self.say_line("error", f"{type(error).__name__}: {error}")


class Request:
    """What an explainer may know and ask beside the view and the classes.

    landmarks  68 x 2 (x, y) in pixels of the view, or None
    segments   height x width labels from 0, where the study names a segmenter, or None
    random     a generator that gives the same numbers in each run
    """

    def __init__(self, pipe, view, landmarks, segments, seed):
        self._pipe, self._view = pipe, view
        self.landmarks = landmarks if len(landmarks) else None
        self.segments = segments if segments.size else None
        self.random = numpy.random.default_rng(seed)

    def scores(self, pictures, output="probability"):
        """Scores of all classes, N x classes, of an array N x height x width x 3, values 0..255,
        or of anything that gives such pictures one after the other."""
        return numpy.concatenate([self._pipe.ask(f"scores {output}\n", batch)
                                  for batch in self._batches(pictures)])

    def gradients(self, pictures, classes, output="probability"):
        """Gradients of one class a picture with respect to its pixels."""
        classes = iter(numpy.asarray(classes, "<i4"))
        return numpy.concatenate([
            self._pipe.ask(f"gradients {output}\n", batch,
                           numpy.fromiter(classes, "<i4", len(batch)))
            for batch in self._batches(pictures)])

    def coalitions(self, shown, fill, segments=None, output="probability"):
        """Scores of the view with segments hidden: row by row `shown` is 1 where a segment
        shows, and `fill`, a colour or a picture, is what stands in place of the others."""
        segments = self.segments if segments is None else segments
        fill = numpy.broadcast_to(numpy.asarray(fill, "<f4"), self._view.shape)
        return self._pipe.ask(f"coalitions {output}\n", numpy.asarray(segments, "<i4"),
                              numpy.asarray(shown, "u1"), fill)

    def _batches(self, pictures):
        pictures, count = iter(pictures), max(1, BATCH_BYTES // self._view.nbytes)
        while batch := list(itertools.islice(pictures, count)):
            yield numpy.asarray(batch, "<f4")


def explainer(function):
    """Run function(view, classes, request), which gives heatmaps, classes x height x width, or
    weights of the request's segments, classes x segments."""
    pipe = _Pipe()

    def explain(seed):
        view, classes, landmarks, segments = (pipe.array() for _ in range(4))
        request = Request(pipe, view, landmarks, segments, int(seed))
        answer = numpy.asarray(function(view, classes, request), "<f8")
        pipe.say("heatmaps\n" if answer.ndim == 3 else "weights\n", answer)

    pipe.serve({"explain": explain})


def metric(agreement=None, similarity=None):
    """Run agreement(heatmap, foreground, mask), whose heatmap is None where there is only a
    foreground, and similarity(heatmap, other). Both give a number."""
    pipe = _Pipe()

    def answer(function, *arrays):
        if function is None:
            raise Missing("the program does not compare these")
        pipe.say(f"value {float(function(*arrays))!r}\n")

    def agree():
        heatmap, foreground, mask = (pipe.array() for _ in range(3))
        answer(agreement, heatmap if heatmap.size else None, foreground > 0, mask > 0)

    def resemble():
        answer(similarity, pipe.array(), pipe.array())

    pipe.serve({"agreement": agree, "similarity": resemble})


def backend(function):
    """Run function(batch), which gives N x classes for N x channels x height x width."""
    pipe = _Pipe()
    while pipe.requests.peek(1):
        pipe.say("", numpy.asarray(function(pipe.array()), "<f4"))
