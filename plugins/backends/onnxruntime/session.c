/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The version whose functions are called; later libraries have them as well. */
enum { API = 18, WHY_SIZE = 300, MAX_SIDE = 16384, RANK = 4 };
static const int64_t MAX_VALUES = (int64_t)1 << 30;

/* ---- What the library says ---------------------------------------------------------- */

/* Its log would go to stderr. */
static void drop(void *param, OrtLoggingLevel severity, const char *category, const char *id,
                 const char *where, const char *message)
{
    (void)param, (void)severity, (void)category, (void)id, (void)where, (void)message;
}

/* 1 with the first line of what is wrong. */
static int has_failed(const OrtApi *api, OrtStatus *status, char why[WHY_SIZE])
{
    if (!status)
        return 0;
    const char *text = api->GetErrorMessage(status);
    size_t n = 0;
    for (; n + 1 < WHY_SIZE && text[n] && text[n] != '\n'; n++)
        why[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
    why[n] = 0;
    api->ReleaseStatus(status);
    return 1;
}

static lk_status refuse(lk_context *ctx, const session *s, const char *why)
{
    return lk_error(ctx, LK_E_INPUT, "%s: ONNX Runtime says: %s", s->path, why);
}

/* ---- Opening -------------------------------------------------------------------------- */

/* It takes zeros around a map for the padding of the max pool after it, which
 * never wins where the map is negative and the zeros would. */
static const char WRONG_OPTIMISER[] = "Pad_Fusion";

static int set_options(const session *s, const model *m, OrtSessionOptions *o, char why[WHY_SIZE])
{
    const OrtApi *a = s->api;
    const model_files *f = &m->files;
    return has_failed(a, a->SetIntraOpNumThreads(o, 1), why) ||
           has_failed(a, a->SetInterOpNumThreads(o, 1), why) ||
           has_failed(a, a->SetSessionExecutionMode(o, ORT_SEQUENTIAL), why) ||
           has_failed(a, a->SetSessionGraphOptimizationLevel(o, ORT_ENABLE_ALL), why) ||
           has_failed(a,
                      a->AddSessionConfigEntry(o, "optimization.disable_specified_optimizers",
                                               WRONG_OPTIMISER),
                      why) ||
           (f->count && has_failed(a,
                                   a->AddExternalInitializersFromFilesInMemory(
                                       o, f->names, f->bytes, f->sizes, f->count),
                                   why));
}

/* From 1.29 on its makers' builds report models and machine to them, unless the
 * environment forbids it before anything else is called. */
static void forbid_telemetry(void)
{
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
}

static lk_status create(lk_context *ctx, const model *m, session *s)
{
    char why[WHY_SIZE];
    OrtSessionOptions *options = NULL;
    forbid_telemetry();
    s->api = OrtGetApiBase()->GetApi(API);
    const OrtApi *a = s->api;
    if (!a)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "ONNX Runtime %s is too old: version 1.%d or later is needed",
                        OrtGetApiBase()->GetVersionString(), API);
    int bad =
        has_failed(
            a,
            a->CreateEnvWithCustomLogger(drop, NULL, ORT_LOGGING_LEVEL_FATAL, "likeness", &s->env),
            why) ||
        has_failed(a, a->CreateSessionOptions(&options), why) || set_options(s, m, options, why) ||
        has_failed(a, a->CreateSessionFromArray(s->env, m->bytes, m->size, options, &s->session),
                   why) ||
        has_failed(a, a->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &s->memory),
                   why);
    if (options)
        a->ReleaseSessionOptions(options);
    return bad ? refuse(ctx, s, why) : LK_OK;
}

/* ---- Its input ------------------------------------------------------------------------- */

static lk_status name_input(lk_context *ctx, session *s)
{
    const OrtApi *a = s->api;
    OrtAllocator *allocator;
    char *name, why[WHY_SIZE];
    size_t count;
    if (has_failed(a, a->SessionGetInputCount(s->session, &count), why))
        return refuse(ctx, s, why);
    if (count != 1)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "%s: the model takes %zu inputs, and a network here takes one", s->path,
                        count);
    if (has_failed(a, a->GetAllocatorWithDefaultOptions(&allocator), why) ||
        has_failed(a, a->SessionGetInputName(s->session, 0, allocator, &name), why))
        return refuse(ctx, s, why);
    size_t size = strlen(name) + 1;
    char *copy = lk_alloc(ctx, size);
    if (copy)
        s->input = memcpy(copy, name, size);
    if (has_failed(a, a->AllocatorFree(allocator, name), why))
        return refuse(ctx, s, why);
    return copy ? LK_OK : lk_error(ctx, LK_E_MEMORY, "no memory for the model %s", s->path);
}

/* -1 in `shape` where the model leaves an extent free. */
static lk_status read_shape(lk_context *ctx, session *s)
{
    const OrtApi *a = s->api;
    const OrtTensorTypeAndShapeInfo *tensor = NULL;
    OrtTypeInfo *type = NULL;
    ONNXTensorElementDataType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    char why[WHY_SIZE];
    size_t rank = 0;
    int bad = has_failed(a, a->SessionGetInputTypeInfo(s->session, 0, &type), why) ||
              has_failed(a, a->CastTypeInfoToTensorInfo(type, &tensor), why) ||
              (tensor && (has_failed(a, a->GetTensorElementType(tensor, &element), why) ||
                          has_failed(a, a->GetDimensionsCount(tensor, &rank), why))) ||
              (rank == RANK && has_failed(a, a->GetDimensions(tensor, s->shape, RANK), why));
    if (type)
        a->ReleaseTypeInfo(type);
    if (bad)
        return refuse(ctx, s, why);
    if (element != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || rank != RANK)
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "%s: the model's input `%s` is no float32 tensor of 4 axes", s->path,
                        s->input);
    return LK_OK;
}

static lk_status fix_extent(lk_context *ctx, const session *s, const char *what, int64_t wanted,
                            int64_t *extent)
{
    if (*extent < 0)
        *extent = wanted;
    if (*extent <= 0)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: the model leaves the %s of its input free: give it in the view of a "
                        "network file",
                        s->path, what);
    if (wanted && *extent != wanted)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: the %s of the model's input is %" PRId64 ", and the view has %" PRId64,
                        s->path, what, *extent, wanted);
    return *extent > MAX_SIDE
               ? lk_error(ctx, LK_E_INPUT, "%s: the %s of the model's input is beyond all bounds",
                          s->path, what)
               : LK_OK;
}

static int is_colour(int64_t channels)
{
    return channels == 1 || channels == 3;
}

static lk_status fix_shape(lk_context *ctx, int64_t height, int64_t width, session *s)
{
    s->has_channels_last = !is_colour(s->shape[1]) && is_colour(s->shape[3]);
    int first = s->has_channels_last ? 1 : 2;
    s->channels = s->shape[s->has_channels_last ? 3 : 1];
    s->shape[0] = s->shape[0] < 0 ? 1 : s->shape[0];
    if (!is_colour(s->channels))
        return lk_error(ctx, LK_E_INPUT,
                        "%s: the model's input is no picture of 1 channel (grey) or 3 (colour)",
                        s->path);
    lk_status status = fix_extent(ctx, s, "height", height, &s->shape[first]);
    if (!status)
        status = fix_extent(ctx, s, "width", width, &s->shape[first + 1]);
    if (status)
        return status;
    s->height = s->shape[first];
    s->width = s->shape[first + 1];
    int64_t item = s->channels * s->height * s->width;
    return s->shape[0] < 1 || s->shape[0] > MAX_VALUES / item
               ? lk_error(ctx, LK_E_INPUT, "%s: the model takes no batch or one beyond all bounds",
                          s->path)
               : LK_OK;
}

/* ---- One item ----------------------------------------------------------------------------- */

int session_run_open(const session *s, session_run *r)
{
    size_t items = (size_t)s->shape[0];
    *r = (session_run){.session = s, .input = calloc(items, session_item_size(s) * sizeof(float))};
    if (r->input)
        return has_failed(s->api, s->api->CreateRunOptions(&r->options), r->why) ? -1 : 0;
    snprintf(r->why, sizeof r->why, "there is no memory for its input");
    return -1;
}

void session_run_close(session_run *r)
{
    if (r->options)
        r->session->api->ReleaseRunOptions(r->options);
    free(r->input);
}

/* Only a handle of the library that is lost can make this fail. */
void session_run_end(session_run *r)
{
    char why[WHY_SIZE];
    has_failed(r->session->api, r->session->api->RunOptionsSetTerminate(r->options), why);
}

static int run(session_run *r, const char *tensor, OrtValue **out)
{
    const session *s = r->session;
    const OrtApi *a = s->api;
    OrtValue *input = NULL;
    size_t size = (size_t)s->shape[0] * session_item_size(s) * sizeof(float);
    *out = NULL;
    int bad =
        has_failed(a,
                   a->CreateTensorWithDataAsOrtValue(s->memory, r->input, size, s->shape, RANK,
                                                     ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input),
                   r->why) ||
        has_failed(a,
                   a->Run(s->session, r->options, &s->input, (const OrtValue *const *)&input, 1,
                          &tensor, 1, out),
                   r->why);
    if (input)
        a->ReleaseValue(input);
    return bad ? -1 : 0;
}

typedef struct result {
    float *data;
    size_t rank, count;
    int64_t dims[LK_MAX_RANK];
} result;

static int complain(session_run *r, const char *tensor, const char *what)
{
    snprintf(r->why, sizeof r->why, "its result `%.100s` %s", tensor, what);
    return -1;
}

static int read_result(session_run *r, const char *tensor, OrtValue *value, result *out)
{
    const OrtApi *a = r->session->api;
    OrtTensorTypeAndShapeInfo *info = NULL;
    ONNXTensorElementDataType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    int is_tensor = 0;
    if (has_failed(a, a->IsTensor(value, &is_tensor), r->why))
        return -1;
    if (!is_tensor)
        return complain(r, tensor, "is no tensor");
    int bad = has_failed(a, a->GetTensorTypeAndShape(value, &info), r->why) ||
              has_failed(a, a->GetTensorElementType(info, &element), r->why) ||
              has_failed(a, a->GetTensorShapeElementCount(info, &out->count), r->why) ||
              has_failed(a, a->GetDimensionsCount(info, &out->rank), r->why) ||
              (out->rank <= LK_MAX_RANK &&
               has_failed(a, a->GetDimensions(info, out->dims, out->rank), r->why));
    if (info)
        a->ReleaseTensorTypeAndShapeInfo(info);
    if (bad)
        return -1;
    if (element != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || out->rank > LK_MAX_RANK || !out->count)
        return complain(r, tensor, "has no values of type float32, or more than 8 axes");
    return has_failed(a, a->GetTensorMutableData(value, (void **)&out->data), r->why) ? -1 : 0;
}

int session_run_item(session_run *r, const char *tensor, float *out)
{
    const session *s = r->session;
    OrtValue *value;
    result found;
    int bad = run(r, tensor, &value) || read_result(r, tensor, value, &found);
    if (!bad && found.count != s->values * (size_t)s->shape[0])
        bad = complain(r, tensor, "changes its shape");
    if (!bad)
        memcpy(out, found.data, s->values * sizeof *out);
    if (value)
        s->api->ReleaseValue(value);
    return bad ? -1 : 0;
}

/* ---- Its answer ------------------------------------------------------------------------------ */

/* A shape is known for certain of what was computed. */
static int measure(session_run *r, session *s)
{
    OrtValue *value;
    result found;
    size_t items = (size_t)s->shape[0], axes = 0;
    int bad = run(r, s->answer, &value) || read_result(r, s->answer, value, &found);
    if (!bad && items > 1 && (!found.rank || found.dims[0] != s->shape[0]))
        bad = complain(r, s->answer, "has not one row an item");
    for (size_t i = items > 1; !bad && i < found.rank; i++)
        axes += found.dims[i] != 1;
    if (!bad) {
        s->values = found.count / items;
        s->is_vector = axes <= 1;
    }
    if (value)
        s->api->ReleaseValue(value);
    return bad ? -1 : 0;
}

lk_status session_open(lk_context *ctx, const model *m, int64_t height, int64_t width, session *out)
{
    session_run r;
    *out = (session){.path = m->path, .answer = m->answer, .logits = m->logits};
    lk_status status = create(ctx, m, out);
    if (!status)
        status = name_input(ctx, out);
    if (!status)
        status = read_shape(ctx, out);
    if (!status)
        status = fix_shape(ctx, height, width, out);
    if (status)
        return status;
    if (session_run_open(out, &r) || measure(&r, out))
        status = refuse(ctx, out, r.why);
    session_run_close(&r);
    return status;
}

void session_close(session *s)
{
    const OrtApi *a = s->api;
    if (s->memory)
        a->ReleaseMemoryInfo(s->memory);
    if (s->session)
        a->ReleaseSession(s->session);
    if (s->env)
        a->ReleaseEnv(s->env);
    *s = (session){.api = NULL};
}
