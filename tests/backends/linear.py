# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""As docs/process-pytorch.py, without PyTorch: scores are one matrix times the
item's values. usage: linear.py MATRIX.npy"""
import io
import os
import sys

import numpy

answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
requests = sys.stdin.buffer
matrix = numpy.load(sys.argv[1])

while requests.peek(1):
    numpy.lib.format.read_magic(requests)
    shape, _, dtype = numpy.lib.format.read_array_header_1_0(requests)
    batch = numpy.frombuffer(requests.read(4 * int(numpy.prod(shape))), dtype)
    frame = io.BytesIO()
    numpy.save(frame, batch.reshape(shape[0], -1).astype(float) @ matrix)
    answers.write(frame.getbuffer())
    answers.flush()
