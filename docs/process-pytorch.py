# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Answer the batches of the backend `process` with a TorchScript model.

usage: process-pytorch.py MODEL.pt (see process.md)
"""
import io
import os
import sys

import numpy
import torch

answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # whatever a library prints on stdout is no answer
requests = sys.stdin.buffer
model = torch.jit.load(sys.argv[1], map_location="cpu").eval()

with torch.no_grad():
    while requests.peek(1):
        numpy.lib.format.read_magic(requests)
        shape, _, dtype = numpy.lib.format.read_array_header_1_0(requests)
        batch = numpy.frombuffer(bytearray(requests.read(4 * int(numpy.prod(shape)))), dtype)
        scores = model(torch.from_numpy(batch.reshape(shape))).numpy()
        frame = io.BytesIO()
        numpy.save(frame, scores)
        answers.write(frame.getbuffer())
        answers.flush()
