/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gradients.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Gradients of two small networks, and explanations made of them, against
 * Captum and pytorch-grad-cam (tests/golden/reverse), which computed in
 * float64. */

enum { SIDE = 32, PIXELS = SIDE * SIDE, SIZE = 3 * PIXELS, EXPLAINED = 2 };

/* Ten times what PyTorch's own float32 is off, at most: see the README there. */
static const double tolerance = 5e-6;

typedef struct net {
    const char *path, *golden;
    float mean[3], deviation[3]; /* in pixels of 0..255 */
    uint32_t classes[EXPLAINED];
} net;

static const net net_a = {"tests/reverse/net_a.yaml", "a", {0, 0, 0}, {255, 255, 255}, {5, 0}};
static const net net_b = {"tests/reverse/net_b.yaml",
                          "b",
                          {123.675f, 116.28f, 103.53f},
                          {58.395f, 57.12f, 57.375f},
                          {4, 5}};
static const net net_b_unfolded = {"tests/reverse/net_b_unfolded.yaml",
                                   "b",
                                   {123.675f, 116.28f, 103.53f},
                                   {58.395f, 57.12f, 57.375f},
                                   {4, 5}};

static lk_tensor golden(const net *n, const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "golden/reverse/%s_%s.npy", n->golden, name);
    return kit_npy(path);
}

/* The first `count` photographs. */
static lk_tensor photographs(int count)
{
    lk_tensor bytes = kit_npy("golden/explain/net_images_u8.npy");
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, count, SIDE, SIDE, 3);
    for (int i = 0; i < count * SIZE; i++)
        ((float *)t.data)[i] = ((uint8_t *)bytes.data)[i];
    return t;
}

/* Channels first, and per unit of what the network takes rather than per pixel
 * value. */
static void as_golden(const net *n, const float *gradient, float *out)
{
    for (int p = 0; p < PIXELS; p++)
        for (int c = 0; c < 3; c++)
            out[c * PIXELS + p] = gradient[3 * p + c] * n->deviation[c];
}

/* ---- The input ---------------------------------------------------------------------- */

static void expect_saliency(const net *n)
{
    kit *k = open_network(n->path);
    lk_tensor batch = photographs(EXPLAINED), expected = golden(n, "saliency");
    lk_tensor found = gradients_of(k, &batch, n->classes, LK_OUTPUT_LOGIT, 1, NULL);
    float turned[EXPLAINED * SIZE];
    for (int i = 0; i < EXPLAINED; i++)
        as_golden(n, (float *)found.data + i * SIZE, turned + i * SIZE);
    expect_close(n->path, turned, expected.data, EXPLAINED * SIZE, tolerance);
    kit_close(k);
}

static void gradients_are_those_of_captum(void **state)
{
    expect_saliency(*state);
}

static void input_times_gradient_is_that_of_captum(void **state)
{
    const net *n = *state;
    kit *k = open_network(n->path);
    lk_tensor batch = photographs(EXPLAINED), expected = golden(n, "input_x_gradient");
    lk_tensor found = gradients_of(k, &batch, n->classes, LK_OUTPUT_LOGIT, 1, NULL);
    float turned[EXPLAINED * SIZE];
    for (int i = 0; i < EXPLAINED; i++) {
        as_golden(n, (float *)found.data + i * SIZE, turned + i * SIZE);
        for (int j = 0; j < SIZE; j++) {
            int c = j / PIXELS;
            float pixel = ((float *)batch.data)[i * SIZE + 3 * (j % PIXELS) + c];
            turned[i * SIZE + j] *= (pixel - n->mean[c]) / n->deviation[c];
        }
    }
    expect_close(n->path, turned, expected.data, EXPLAINED * SIZE, tolerance);
    kit_close(k);
}

static void expect_rectified(const net *n, lk_rectifier rule, const char *name)
{
    kit *k = open_network(n->path);
    lk_network *network = kit_network(k);
    lk_tensor batch = photographs(EXPLAINED), expected = golden(n, name);
    lk_tensor found = kit_tensor(LK_DTYPE_FLOAT, 32, 4, EXPLAINED, SIDE, SIDE, 3);
    float turned[EXPLAINED * SIZE];
    if (network->rectified_gradients(network, kit_context(k, 1), &batch, n->classes,
                                     LK_OUTPUT_LOGIT, rule, NULL, &found))
        fail_msg("%s", kit_error(k));
    for (int i = 0; i < EXPLAINED; i++)
        as_golden(n, (float *)found.data + i * SIZE, turned + i * SIZE);
    expect_close(name, turned, expected.data, EXPLAINED * SIZE, tolerance);
    kit_close(k);
}

static void guided_gradients_are_those_of_captum(void **state)
{
    expect_rectified(*state, LK_RECTIFIER_GUIDED, "guided_backprop");
}

static void gradients_by_deconvolution_are_those_of_captum(void **state)
{
    expect_rectified(*state, LK_RECTIFIER_DECONVOLUTION, "deconvolution");
}

static void a_plain_rectifier_gives_the_gradient(void **state)
{
    expect_rectified(*state, LK_RECTIFIER_PLAIN, "saliency");
}

/* The mean over eight copies of the first photograph, each with its noise. */
static void smoothed_gradients_are_those_of_captum(void **state)
{
    enum { COPIES = 8 };
    const net *n = *state;
    kit *k = open_network(n->path);
    lk_tensor one = photographs(1), noise = golden(n, "smoothgrad_noise");
    lk_tensor expected = golden(n, "smoothgrad");
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, COPIES, SIDE, SIDE, 3);
    uint32_t classes[COPIES];
    float turned[SIZE], mean[SIZE] = {0};
    for (int i = 0; i < COPIES; i++) {
        classes[i] = n->classes[0];
        for (int j = 0; j < SIZE; j++)
            ((float *)batch.data)[i * SIZE + j] =
                ((float *)one.data)[j] +
                ((float *)noise.data)[i * SIZE + j % 3 * PIXELS + j / 3] * n->deviation[j % 3];
    }
    lk_tensor found = gradients_of(k, &batch, classes, LK_OUTPUT_LOGIT, 1, NULL);
    for (int i = 0; i < COPIES; i++) {
        as_golden(n, (float *)found.data + i * SIZE, turned);
        for (int j = 0; j < SIZE; j++)
            mean[j] += turned[j] / COPIES;
    }
    expect_close(n->path, mean, expected.data, SIZE, tolerance);
    kit_close(k);
}

/* ---- Layers ------------------------------------------------------------------------- */

typedef struct layer_case {
    const net *net;
    const char *layer, *golden;
} layer_case;

/* Means of the gradient over the map are the weights of Grad-CAM; the sum of
 * gradient x activation over the channels, where positive, is LayerCAM. */
static void expect_cams(const layer_case *c)
{
    char name[2][60];
    kit *k = open_network(c->net->path);
    lk_tensor both = photographs(EXPLAINED);
    snprintf(name[0], sizeof name[0], "%s_gradcam_weights", c->golden);
    snprintf(name[1], sizeof name[1], "%s_layercam_raw", c->golden);
    lk_tensor weights = golden(c->net, name[0]), maps = golden(c->net, name[1]);
    for (int i = 0; i < EXPLAINED; i++) {
        int64_t shape[4] = {1, SIDE, SIDE, 3};
        lk_tensor batch =
            lk_tensor_over((float *)both.data + i * SIZE, LK_DTYPE_FLOAT, 32, 4, shape);
        layer_pair p = layer_of(k, &batch, c->layer, c->net->classes[i], LK_OUTPUT_LOGIT);
        int channels = (int)p.value.shape[3], pixels = (int)(p.value.shape[1] * p.value.shape[2]);
        float *mean = kit_tensor(LK_DTYPE_FLOAT, 32, 1, channels).data;
        float *map = kit_tensor(LK_DTYPE_FLOAT, 32, 1, pixels).data;
        for (int j = 0; j < pixels * channels; j++) {
            float g = ((float *)p.gradient.data)[j];
            mean[j % channels] += g / (float)pixels;
            map[j / channels] += fmaxf(g, 0) * ((float *)p.value.data)[j];
        }
        expect_close(name[0], mean, (float *)weights.data + i * channels, (size_t)channels,
                     tolerance);
        expect_close(name[1], map, (float *)maps.data + i * pixels, (size_t)pixels, tolerance);
    }
    kit_close(k);
}

static void cams_are_those_of_pytorch_grad_cam(void **state)
{
    expect_cams(*state);
}

/* ---- The list ----------------------------------------------------------------------- */

#define ON(title, f, x)                                                                            \
    {                                                                                              \
#f "_on_" title, f, NULL, NULL, (void *)(uintptr_t)(x)                                     \
    }

int main(void)
{
    static const layer_case layers[] = {
        {&net_a, "/relu2/Relu_output_0", "relu2"},
        {&net_a, "/relu3/Relu_output_0", "relu3"},
        {&net_b, "/down_relu/Relu_output_0", "down_relu"},
        {&net_b, "/Concat_output_0", "mix"},
        {&net_b_unfolded, "/down_relu/Relu_output_0", "down_relu"},
    };
    const struct CMUnitTest tests[] = {
        ON("a", gradients_are_those_of_captum, &net_a),
        ON("b", gradients_are_those_of_captum, &net_b),
        ON("b_with_normalisations", gradients_are_those_of_captum, &net_b_unfolded),
        ON("a", input_times_gradient_is_that_of_captum, &net_a),
        ON("b", input_times_gradient_is_that_of_captum, &net_b),
        ON("a", guided_gradients_are_those_of_captum, &net_a),
        ON("b", guided_gradients_are_those_of_captum, &net_b),
        ON("a", gradients_by_deconvolution_are_those_of_captum, &net_a),
        ON("b", gradients_by_deconvolution_are_those_of_captum, &net_b),
        ON("b", a_plain_rectifier_gives_the_gradient, &net_b),
        ON("a", smoothed_gradients_are_those_of_captum, &net_a),
        ON("b", smoothed_gradients_are_those_of_captum, &net_b),
        ON("a_relu2", cams_are_those_of_pytorch_grad_cam, &layers[0]),
        ON("a_relu3", cams_are_those_of_pytorch_grad_cam, &layers[1]),
        ON("b_down_relu", cams_are_those_of_pytorch_grad_cam, &layers[2]),
        ON("b_mix", cams_are_those_of_pytorch_grad_cam, &layers[3]),
        ON("b_with_normalisations_down_relu", cams_are_those_of_pytorch_grad_cam, &layers[4]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
