#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Put the golden vectors' random weights (folder as first argument) into their model.

    make.py GOLDEN/metrics

Writes into the folder of this script: for each step of Quantus' cascade from the
output the model with the layers that it had replaced by then, and the values. No
number is computed.
"""
import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import numpy_helper

source = pathlib.Path(sys.argv[1]) / "explanation_quality_gray"
target = pathlib.Path(__file__).parent

model = onnx.load(source / "model.onnx")
for layer in ("fc2", "fc1", "conv2", "conv1"):
    for tensor in model.graph.initializer:
        if tensor.name.startswith(layer + "."):
            part = tensor.name[len(layer) + 1:]
            values = np.load(source / f"randomised_{layer}_{part}.npy")
            assert list(values.shape) == list(tensor.dims)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    onnx.save(model, target / f"down_to_{layer}.onnx")

quantus = json.loads((source / "quantus.json").read_text())
(target / "quantus.json").write_text(json.dumps(quantus["MPRT_top_down"]["value"]) + "\n")
