/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "import.h"

/* The operators, sorted by name. Many are their own fold: they
 * make a view of whatever they get. */

#define UNARY(name)                                                                                \
    {                                                                                              \
        name, 1, 1, onnx_unary, onnx_unary                                                         \
    }
#define PAIR(name)                                                                                 \
    {                                                                                              \
        name, 2, 2, onnx_arithmetic, onnx_arithmetic                                               \
    }
#define MANY(name)                                                                                 \
    {                                                                                              \
        name, 1, ONNX_MAX_INPUTS, onnx_arithmetic, onnx_arithmetic                                 \
    }

static const onnx_operator operators[] = {
    UNARY("Abs"),
    PAIR("Add"),
    {"AveragePool", 1, 1, NULL, onnx_average_pool},
    {"BatchNormalization", 5, 5, NULL, onnx_batch_norm},
    {"Cast", 1, 1, onnx_cast, onnx_cast},
    UNARY("Ceil"),
    {"Clip", 1, 3, onnx_clip, onnx_clip},
    {"Concat", 1, ONNX_MAX_INPUTS, onnx_fold_concat, onnx_concat},
    {"Constant", 0, 0, onnx_constant, NULL},
    {"ConstantOfShape", 1, 1, onnx_constant_of_shape, NULL},
    {"Conv", 2, 3, NULL, onnx_conv},
    {"DepthToSpace", 1, 1, NULL, onnx_depth_to_space},
    PAIR("Div"),
    {"Dropout", 1, 3, onnx_identity, onnx_identity},
    UNARY("Elu"),
    PAIR("Equal"),
    UNARY("Erf"),
    UNARY("Exp"),
    {"Expand", 2, 2, onnx_expand, onnx_expand},
    {"Flatten", 1, 1, onnx_flatten, onnx_flatten},
    UNARY("Floor"),
    {"Gather", 2, 2, onnx_gather, onnx_gather},
    {"Gemm", 2, 3, NULL, onnx_gemm},
    {"GlobalAveragePool", 1, 1, NULL, onnx_global_average},
    {"GlobalMaxPool", 1, 1, NULL, onnx_global_max},
    PAIR("Greater"),
    UNARY("HardSigmoid"),
    UNARY("HardSwish"),
    {"Identity", 1, 1, onnx_identity, onnx_identity},
    {"InstanceNormalization", 3, 3, NULL, onnx_instance_norm},
    {"LRN", 1, 1, NULL, onnx_lrn},
    UNARY("LeakyRelu"),
    PAIR("Less"),
    UNARY("Log"),
    {"LogSoftmax", 1, 1, NULL, onnx_log_softmax},
    {"MatMul", 2, 2, NULL, onnx_matmul},
    MANY("Max"),
    {"MaxPool", 1, 1, NULL, onnx_max_pool},
    MANY("Min"),
    PAIR("Mul"),
    UNARY("Neg"),
    {"PRelu", 2, 2, NULL, onnx_prelu},
    {"Pad", 1, 3, NULL, onnx_pad},
    {"Pow", 2, 2, NULL, onnx_power},
    {"Range", 3, 3, onnx_range, NULL},
    UNARY("Reciprocal"),
    {"ReduceMax", 1, 2, NULL, onnx_reduce_max},
    {"ReduceMean", 1, 2, NULL, onnx_reduce_mean},
    {"ReduceSum", 1, 2, NULL, onnx_reduce_sum},
    UNARY("Relu"),
    {"Reshape", 2, 2, onnx_reshape, onnx_reshape},
    {"Resize", 1, 4, NULL, onnx_resize},
    UNARY("Selu"),
    {"Shape", 1, 1, onnx_shape, onnx_shape},
    UNARY("Sigmoid"),
    {"Size", 1, 1, onnx_size, onnx_size},
    {"Slice", 1, 5, onnx_slice, onnx_slice},
    {"Softmax", 1, 1, NULL, onnx_softmax},
    UNARY("Softplus"),
    UNARY("Softsign"),
    {"SpaceToDepth", 1, 1, NULL, onnx_space_to_depth},
    {"Split", 1, 2, onnx_split, onnx_split},
    UNARY("Sqrt"),
    {"Squeeze", 1, 2, onnx_squeeze, onnx_squeeze},
    PAIR("Sub"),
    MANY("Sum"),
    UNARY("Tanh"),
    UNARY("ThresholdedRelu"),
    {"Transpose", 1, 1, onnx_transpose, onnx_transpose},
    {"Unsqueeze", 1, 2, onnx_unsqueeze, onnx_unsqueeze},
    {"Upsample", 1, 2, NULL, onnx_upsample},
    {"Where", 3, 3, onnx_where, NULL},
};

static int compare(const void *name, const void *op)
{
    return strcmp(name, ((const onnx_operator *)op)->name);
}

const onnx_operator *onnx_find_operator(const char *name)
{
    return bsearch(name, operators, sizeof operators / sizeof operators[0], sizeof operators[0],
                   compare);
}
