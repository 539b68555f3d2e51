#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Write a model for each operator set in which an operator means something else
or is said otherwise, with python3-onnx, and what ONNX Runtime gives for it.

    make-opsets.py FOLDER LIKENESS

FOLDER gets input.npy, and NAME-SET.onnx and NAME-SET.npy of each; LIKENESS is
the program, built with the backend onnxruntime, which runs the models."""
import os
import subprocess
import sys

import numpy as np
import onnx
import onnx.shape_inference
from onnx import TensorProto, helper, numpy_helper

ITEMS, SHAPE = 2, [3, 8, 8]
IR = {7: 3, 8: 3, 9: 4, 10: 5, 11: 6, 12: 7, 13: 7, 14: 7, 15: 8, 16: 8, 17: 8}


def ints(*values):
    return np.array(values, np.int64)


def floats(*values):
    return np.array(values, np.float32)


def one(value):
    return np.array(value, np.float32)


rng = np.random.default_rng(1)
CHANNELS = [rng.random(3).astype("f4") + .5 for _ in range(4)]
FILTER = rng.normal(size=(4, 3, 3, 3)).astype("f4")
MATRIX, ROW = rng.normal(size=(192, 5)).astype("f4"), rng.normal(size=5).astype("f4")
SLOPE = np.array([.1, .5, -.2], "f4").reshape(3, 1, 1)
ROI = np.zeros(0, "f4")
TWICE = floats(1, 1, 2, 2)

# Operators in a row: each a name, further inputs (constants), attributes. The
# first input is the result of the one before; ... stands for its place elsewhere.
CASES = {
    "softmax": {s: [("Softmax", [], {})] for s in (7, 11, 13)},
    "softmax-axis": {s: [("Softmax", [], {"axis": 2})] for s in (7, 11, 13)},
    "log-softmax": {s: [("LogSoftmax", [], {"axis": 1})] for s in (7, 11, 13)},
    "clip": {7: [("Clip", [], {"min": -.5, "max": .5})],
             11: [("Clip", [one(-.5), one(.5)], {})], 12: [("Clip", [one(-.5)], {})],
             13: [("Clip", [None, one(.5)], {})]},
    "slice": {7: [("Slice", [], {"axes": [1, 2], "starts": [1, -5], "ends": [3, 100]})],
              10: [("Slice", [ints(1, -5), ints(3, 100), ints(1, 2)], {})],
              13: [("Slice", [ints(7, 0), ints(-100, 8), ints(2, 3), ints(-1, 2)], {})]},
    "pad": {7: [("Pad", [], {"pads": [0, 0, 1, 2, 0, 0, 3, 0], "value": .25})],
            11: [("Pad", [ints(0, 0, 1, 2, 0, 0, 3, 0), one(.25)], {})],
            13: [("Pad", [ints(0, 0, 1, 2, 0, 0, 3, 0)], {})]},
    "upsample": {7: [("Upsample", [], {"mode": "nearest", "scales": [1., 1., 2., 3.]})],
                 9: [("Upsample", [TWICE], {"mode": "linear"})]},
    "resize": {10: [("Resize", [TWICE], {"mode": "linear"})],
               11: [("Resize", [ROI, TWICE], {"mode": "linear"})],
               13: [("Resize", [None, TWICE],
                     {"mode": "linear", "coordinate_transformation_mode": "align_corners"})]},
    "resize-nearest": {10: [("Resize", [floats(1, 1, .5, .5)], {"mode": "nearest"})],
                       11: [("Resize", [ROI, floats(1, 1, 1.5, 1.5)], {"mode": "nearest"})],
                       13: [("Resize", [None, TWICE],
                             {"mode": "nearest", "nearest_mode": "floor",
                              "coordinate_transformation_mode": "asymmetric"})]},
    "squeeze": {7: [("GlobalAveragePool", [], {}), ("Squeeze", [], {"axes": [2, 3]}),
                    ("Unsqueeze", [], {"axes": [1]})],
                11: [("GlobalAveragePool", [], {}), ("Squeeze", [], {"axes": [-1, -2]}),
                     ("Unsqueeze", [], {"axes": [-1]})],
                13: [("GlobalAveragePool", [], {}), ("Squeeze", [ints(2, -1)], {}),
                     ("Unsqueeze", [ints(1)], {})]},
    "reduce-sum": {7: [("ReduceSum", [], {"axes": [2, 3], "keepdims": 0})],
                   11: [("ReduceSum", [], {"axes": [-1, -2], "keepdims": 1})],
                   13: [("ReduceSum", [ints(2, 3)], {"keepdims": 0})]},
    "reduce-mean": {7: [("ReduceMean", [], {"axes": [2, 3], "keepdims": 0})],
                    13: [("ReduceMean", [], {"axes": [-1, -2]})]},
    "reduce-max": {7: [("ReduceMax", [], {"axes": [2, 3]})],
                   13: [("ReduceMax", [], {"axes": [-2, -1], "keepdims": 0})]},
    "split": {7: [("Split", [], {"axis": 1, "split": [1, 2]})],
              11: [("Split", [], {"axis": -3, "split": [1, 2]})],
              13: [("Split", [ints(1, 2)], {"axis": 1})]},
    "dropout": {7: [("Dropout", [], {"ratio": .4}), ("Relu", [], {})],
                12: [("Dropout", [one(.4)], {}), ("Relu", [], {})],
                13: [("Dropout", [], {}), ("Relu", [], {})]},
    "batch-norm": {s: [("BatchNormalization", CHANNELS, {"epsilon": .01})] for s in (7, 9, 14, 15)},
    "instance-norm": {s: [("InstanceNormalization", CHANNELS[:2], {"epsilon": .01})] for s in (7, 13)},
    "lrn": {s: [("LRN", [], {"size": 3, "alpha": .5, "beta": .6, "bias": 2.})] for s in (7, 13)},
    "max-pool": {7: [("MaxPool", [], {"kernel_shape": [3, 2], "strides": [2, 3],
                                      "pads": [1, 0, 1, 1]})],
                 8: [("MaxPool", [], {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER",
                                      "strides": [2, 2]})],
                 10: [("MaxPool", [], {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1})],
                 12: [("MaxPool", [], {"kernel_shape": [2, 2], "dilations": [2, 3]})]},
    "average-pool": {7: [("AveragePool", [], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]})],
                     10: [("AveragePool", [], {"kernel_shape": [3, 3], "strides": [2, 2],
                                               "ceil_mode": 1})],
                     11: [("AveragePool", [], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1],
                                               "count_include_pad": 1})]},
    "flatten": {7: [("Flatten", [], {"axis": 1})], 9: [("Flatten", [], {"axis": 1})],
                11: [("Flatten", [], {"axis": -3})], 13: [("Flatten", [], {})]},
    "reshape": {7: [("Reshape", [ints(0, 6, -1)], {}), ("Relu", [], {})],
                13: [("Reshape", [ints(-1, 6, 32)], {}), ("Relu", [], {})],
                14: [("Reshape", [ints(-1, 12, 16)], {"allowzero": 1}), ("Relu", [], {})]},
    "gemm": {7: [("Flatten", [], {}), ("Gemm", [MATRIX, ROW], {"alpha": .5, "beta": 2.})],
             9: [("Flatten", [], {}), ("Gemm", [MATRIX, ROW], {})],
             11: [("Flatten", [], {}), ("Gemm", [MATRIX], {})],
             13: [("Flatten", [], {}), ("Gemm", [MATRIX.T.copy(), ROW], {"transB": 1})]},
    "conv": {7: [("Conv", [FILTER], {"pads": [1, 0, 0, 1], "strides": [2, 1]})],
             11: [("Conv", [FILTER], {"auto_pad": "SAME_LOWER", "strides": [2, 2]})]},
    "add": {s: [("Add", [SLOPE], {})] for s in (7, 13, 14)},
    "sum": {s: [("Sum", [SLOPE, one(1)], {})] for s in (8, 13)},
    "max": {s: [("Max", [SLOPE, one(.2)], {})] for s in (8, 12, 13)},
    "power": {7: [("Abs", [], {}), ("Pow", [one(1.5)], {})],
              12: [("Pow", [np.array(2, np.int64)], {})],
              13: [("Pow", [np.array(3, np.int32)], {})], 15: [("Pow", [one(2)], {})]},
    "prelu": {s: [("PRelu", [SLOPE], {})] for s in (7, 9, 16)},
    "leaky-relu": {s: [("LeakyRelu", [], {"alpha": .3})] for s in (7, 16)},
    "hard-swish": {14: [("HardSwish", [], {})]},
    "elu": {7: [("Elu", [], {"alpha": .5})]},
    "expand": {8: [("GlobalMaxPool", [], {}), ("Expand", [ints(1, 1, 4, 4)], {})],
               13: [("GlobalMaxPool", [], {}), ("Expand", [ints(1, 3, 4, 5)], {})]},
    "gather": {7: [("Gather", [ints(2)], {"axis": 1})], 11: [("Gather", [ints(-1)], {"axis": 1})],
               13: [("Gather", [ints(0, 2)], {"axis": -3})]},
    "depth-to-space": {11: [("Concat", [...], {"axis": 1}), ("SpaceToDepth", [], {"blocksize": 2}),
                            ("DepthToSpace", [], {"blocksize": 2, "mode": "CRD"})],
                       7: [("SpaceToDepth", [], {"blocksize": 2}),
                           ("DepthToSpace", [], {"blocksize": 2})]},
    "concat": {s: [("Concat", [...], {"axis": a})] for s, a in ((7, 1), (11, -3), (13, 1))},
    "transpose": {s: [("Transpose", [], {"perm": [0, 2, 3, 1]}), ("Relu", [], {})] for s in (7, 13)},
    "identity": {s: [("Identity", [], {}), ("Tanh", [], {})] for s in (7, 14, 16, 17)},
}


def write_model(operators, opset):
    nodes, constants, before = [], [], "x"
    for i, (kind, inputs, attributes) in enumerate(operators):
        names, after = [before], "y%d" % i
        for k, value in enumerate(inputs):
            if value is ...:
                names.append("x")
            elif value is None:
                names.append("")
            else:
                names.append("c%d_%d" % (i, k))
                constants.append(numpy_helper.from_array(value, names[-1]))
        outputs = ["unused", after] if kind == "Split" else [after]
        nodes.append(helper.make_node(kind, names, outputs, **attributes))
        before = after
    graph = helper.make_graph(
        nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N"] + SHAPE)],
        [helper.make_tensor_value_info(before, TensorProto.FLOAT, None)], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model = onnx.shape_inference.infer_shapes(model)  # of the output
    model.ir_version = IR[opset]
    if model.ir_version < 4:  # where constants were inputs with a value
        model.graph.input.extend(helper.make_tensor_value_info(c.name, c.data_type, c.dims)
                                 for c in constants)
    onnx.checker.check_model(model)
    return model


def main(folder, likeness):
    os.makedirs(folder, exist_ok=True)
    at = os.path.join(folder, "input.npy")
    np.save(at, rng.normal(size=[ITEMS] + SHAPE).astype("f4"))
    for name, sets in CASES.items():
        for opset, operators in sets.items():
            path = os.path.join(folder, "%s-%d" % (name, opset))
            onnx.save(write_model(operators, opset), path + ".onnx")
            subprocess.run([likeness, "predict", "--network", path + ".onnx", "--backend",
                            "onnxruntime", at, "--out", path + ".npy"], check=True,
                           stdout=subprocess.DEVNULL)


main(*sys.argv[1:])
