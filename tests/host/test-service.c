/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/instance.h"
#include "core/recall.h"

/* The services between plugins, over backends and segmenters that live here. A
 * backend's score for class c is (c + 1) times the mean of its image. */

enum { H = 2, W = 3, CLASSES = 2, PIXELS = H * W };

typedef enum fault_kind {
    NONE,
    NAN_SCORE,
    OUT_OF_ORDER,
    TOO_MANY,
    TOO_FEW,
    SWALLOWS,
    EMPTY_PARTS,
    NAN_GRADIENT,
    NAN_LAYER,
    OTHER_LAYER
} fault_kind;

static const char *const names[] = {"a", "b", NULL};
static const lk_layer_info layer = {
    .struct_size = sizeof layer, .name = "middle", .kind = "conv", .rank = 3, .shape = {1, 2, 2}};
static const lk_layer_info *const layers[] = {&layer, NULL};
static lk_network_info info = {.struct_size = sizeof info,
                               .name = "stub",
                               .view = {.width = W, .height = H, .frames = 1},
                               .input_channels = 3,
                               .class_count = CLASSES,
                               .classes = names,
                               .labels = names,
                               .layer_count = 1,
                               .layers = layers};

static const lk_network_info *stub_info(void *self)
{
    (void)self;
    return &info;
}

static lk_status stub_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores)
{
    const fault_kind *kind = self;
    const float *p = batch->data;
    (void)ctx;
    (void)output;
    for (int64_t i = 0; i < batch->shape[0]; i++) {
        float mean = 0;
        for (int k = 0; k < PIXELS * 3; k++)
            mean += *p++ / (PIXELS * 3);
        for (int c = 0; c < CLASSES; c++)
            scores[i * CLASSES + c] = *kind == NAN_SCORE ? NAN : (float)(c + 1) * mean;
    }
    return LK_OK;
}

static lk_status stub_coalitions(void *self, lk_context *ctx, const lk_coalitions *problem,
                                 lk_output output, lk_score_sink sink, void *user)
{
    static const float scores[128], nans[2] = {NAN, NAN};
    fault_kind kind = *(const fault_kind *)self;
    size_t n = problem->row_count;
    (void)ctx;
    (void)output;
    switch (kind) {
    case OUT_OF_ORDER:
        return sink(user, 1, 1, scores);
    case TOO_MANY:
        return sink(user, 0, n + 1, scores);
    case TOO_FEW:
        return sink(user, 0, n - 1, scores);
    case SWALLOWS:
        sink(user, 0, 1, nans);
        return LK_OK;
    case EMPTY_PARTS:
        for (size_t i = 0; i < 2 * n; i++)
            sink(user, 0, 0, scores);
        return sink(user, 0, n, scores);
    default:
        return sink(user, 0, n, scores);
    }
}

static lk_status stub_gradients(void *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, float *scores,
                                lk_tensor *gradient)
{
    (void)classes;
    for (size_t i = 0; i < lk_tensor_count(batch); i++)
        ((float *)gradient->data)[i] = *(const fault_kind *)self == NAN_GRADIENT ? NAN : 1;
    return stub_scores(self, ctx, batch, output, scores);
}

static lk_status stub_activations(void *self, lk_context *ctx, const lk_tensor *batch,
                                  const char *name, uint32_t class_index, lk_output output,
                                  lk_tensor *activation, lk_tensor *gradient)
{
    const fault_kind *kind = self;
    (void)ctx;
    (void)name;
    (void)class_index;
    (void)output;
    *activation =
        kit_tensor(LK_DTYPE_FLOAT, 32, 4, (int)batch->shape[0], 1, 2, *kind == OTHER_LAYER ? 3 : 2);
    *(float *)activation->data = *kind == NAN_LAYER ? NAN : 1;
    if (gradient)
        *gradient = *activation;
    return LK_OK;
}

/* ---- An opened one ------------------------------------------------------------------------ */

typedef struct opened {
    fault_kind kind;
    lk_backend_ops ops;
    lk_plugin plugin;
    lk_instance instance;
    lk_network *network;
    lk_call call;
} opened;

static opened o;

static lk_status stub_scores_from(void *self, lk_context *ctx, const lk_tensor *view,
                                  const char *name, const lk_tensor *values, lk_output output,
                                  float *scores)
{
    (void)ctx;
    (void)view;
    (void)name;
    (void)output;
    for (int64_t i = 0; i < values->shape[0] * CLASSES; i++)
        scores[i] = *(const fault_kind *)self == NAN_SCORE ? NAN : (float)i;
    return LK_OK;
}

static void open_stub(fault_kind kind, uint64_t capabilities)
{
    lk_fault fault = {""};
    o = (opened){.kind = kind};
    o.ops = (lk_backend_ops){.struct_size = sizeof o.ops,
                             .info = stub_info,
                             .scores = stub_scores,
                             .coalitions = stub_coalitions,
                             .gradients = stub_gradients,
                             .activations = stub_activations,
                             .scores_from = stub_scores_from};
    o.plugin = (lk_plugin){.stage = LK_STAGE_BACKEND, .name = "stub", .capabilities = capabilities};
    o.instance = (lk_instance){.plugin = &o.plugin, .ops = &o.ops, .self = &o.kind};
    o.network = lk_service_open(&o.instance, &fault);
    if (!o.network)
        fail_msg("%s", fault.text);
    assert_int_equal(lk_call_begin(&o.call, NULL, 1, 0), 0);
}

static int close_stub(void **state)
{
    (void)state;
    free(o.network);
    if (o.call.arena)
        lk_call_end(&o.call);
    o.network = NULL;
    return 0;
}

static lk_tensor image_of(float value)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 3, H, W, 3);
    for (size_t i = 0; i < PIXELS * 3; i++)
        ((float *)t.data)[i] = value;
    return t;
}

/* ---- Scores --------------------------------------------------------------------------------- */

static void scores_are_counted(void **state)
{
    float scores[3 * CLASSES];
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 3, H, W, 3);
    (void)state;
    open_stub(NONE, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            o.network->scores(o.network, &o.call.context, &batch, LK_OUTPUT_LOGIT, scores), LK_OK);
    assert_int_equal(o.network->passes(o.network), 6);
    lk_passes_reset(o.network);
    assert_int_equal(o.network->passes(o.network), 0);
}

static void batches_of_another_shape_do_not_reach_the_backend(void **state)
{
    float scores[CLASSES];
    lk_tensor wrong[] = {kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H + 1, W, 3),
                         kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 1),
                         kit_tensor(LK_DTYPE_FLOAT, 64, 4, 1, H, W, 3),
                         kit_tensor(LK_DTYPE_FLOAT, 32, 3, H, W, 3),
                         kit_tensor(LK_DTYPE_FLOAT, 32, 4, 0, H, W, 3)};
    (void)state;
    open_stub(NONE, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(
            o.network->scores(o.network, &o.call.context, &wrong[i], LK_OUTPUT_LOGIT, scores),
            LK_E_INPUT);
    assert_string_equal(o.call.fault.text, "the network stub takes float32 batches of 2 x 3 x 3");
    assert_int_equal(o.network->passes(o.network), 0);
}

static void a_score_that_is_not_finite_is_refused(void **state)
{
    float scores[CLASSES];
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 3);
    (void)state;
    open_stub(NAN_SCORE, 0);
    assert_int_equal(o.network->scores(o.network, &o.call.context, &batch, LK_OUTPUT_LOGIT, scores),
                     LK_E_FAIL);
    assert_string_equal(o.call.fault.text, "the network stub gave a value that is not finite");
}

/* ---- Coalitions ---------------------------------------------------------------------------------
 */

enum { ROWS = 45 };

typedef struct rows {
    size_t count, stop_at;
    float first_class[ROWS];
} rows;

static lk_status take(void *user, size_t first, size_t count, const float *scores)
{
    rows *r = user;
    assert_int_equal(first, r->count);
    for (size_t i = 0; i < count; i++)
        r->first_class[first + i] = scores[i * CLASSES];
    r->count += count;
    return r->stop_at && r->count >= r->stop_at ? LK_STOP : LK_OK;
}

typedef struct problem {
    lk_coalitions c;
    lk_tensor bases[2], fills[2], segments;
    uint64_t z[ROWS];
    uint32_t base[ROWS], fill[ROWS];
} problem;

/* Row i shows segment k where bit k of i is set; segment k is pixel k. */
static problem *new_problem(void)
{
    problem *p = kit_tensor(LK_DTYPE_UINT, 8, 1, (int)sizeof(problem)).data;
    p->bases[0] = image_of(6);
    p->bases[1] = image_of(12);
    p->fills[0] = image_of(0);
    p->fills[1] = image_of(-6);
    p->segments = kit_tensor(LK_DTYPE_INT, 32, 2, H, W);
    for (int32_t i = 0; i < PIXELS; i++)
        ((int32_t *)p->segments.data)[i] = i;
    for (uint64_t i = 0; i < ROWS; i++)
        p->z[i] = i;
    p->c = (lk_coalitions){.struct_size = sizeof p->c,
                           .base_count = 2,
                           .fill_count = 2,
                           .bases = p->bases,
                           .fills = p->fills,
                           .segments = &p->segments,
                           .segment_count = PIXELS,
                           .z = p->z,
                           .z_stride = 1,
                           .row_count = ROWS};
    return p;
}

static lk_status evaluate(const problem *p, rows *r)
{
    o.call.fault.text[0] = 0;
    return o.network->coalitions(o.network, &o.call.context, &p->c, LK_OUTPUT_LOGIT, take, r);
}

static int shown(int row)
{
    return __builtin_popcount((unsigned)row);
}

static void coalitions_are_painted_where_a_backend_has_none(void **state)
{
    rows r = {.count = 0};
    (void)state;
    open_stub(NONE, 0);
    assert_int_equal(evaluate(new_problem(), &r), LK_OK);
    assert_int_equal(r.count, ROWS);
    for (int i = 0; i < ROWS; i++) /* 6 for each of 6 pixels shown: the mean is their number */
        assert_true(fabsf(r.first_class[i] - (float)shown(i)) < 1e-5f);
    assert_int_equal(o.network->passes(o.network), ROWS);
}

static void rows_choose_their_base_and_fill(void **state)
{
    rows r = {.count = 0};
    problem *p = new_problem();
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        p->base[i] = i % 2, p->fill[i] = i / 2 % 2;
    p->c.row_base = p->base;
    p->c.row_fill = p->fill;
    open_stub(NONE, 0);
    assert_int_equal(evaluate(p, &r), LK_OK);
    for (int i = 0; i < ROWS; i++) {
        float want = (float)(shown(i) * (i % 2 ? 2 : 1) - (6 - shown(i)) * (i / 2 % 2));
        assert_true(fabsf(r.first_class[i] - want) < 1e-5f);
    }
}

static void a_sink_may_stop_early(void **state)
{
    (void)state;
    for (int own = 0; own < 2; own++) {
        rows r = {.stop_at = 7};
        close_stub(NULL);
        open_stub(NONE, own ? LK_CAP_COALITIONS : 0);
        assert_int_equal(evaluate(new_problem(), &r), LK_OK);
        assert_true(r.count >= 7 && (own || r.count < ROWS));
    }
}

/* A memory of one problem. */
static lk_recalled kept;
static lk_key kept_key;
static int has_kept;
static lk_arena *shelf;

static int find_kept(void *user, const lk_key *key, lk_recalled *out)
{
    (void)user;
    *out = kept;
    return has_kept && lk_key_equal(key, &kept_key);
}

static void keep(void *user, const lk_key *key, const lk_recalled *scores)
{
    (void)user;
    lk_pack p = {0};
    lk_pack_recalled(&p, scores);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_int_equal(lk_unpack_recalled(&u, shelf, &kept), 0);
    lk_pack_free(&p);
    kept_key = *key;
    has_kept = 1;
}

static void open_with_memory(fault_kind kind)
{
    static const lk_recall memory = {find_kept, keep, NULL};
    close_stub(NULL);
    open_stub(kind, kind == EMPTY_PARTS ? LK_CAP_COALITIONS : 0);
    lk_network_recall(o.network, &memory);
}

static void scores_that_were_asked_for_before_are_recalled(void **state)
{
    rows first = {.count = 0}, second = {.count = 0};
    (void)state;
    has_kept = 0;
    open_with_memory(NONE);
    assert_int_equal(evaluate(new_problem(), &first), LK_OK);
    assert_int_equal(lk_network_recalled(o.network), 0);
    open_with_memory(NAN_SCORE); /* whoever asks it notices */
    assert_int_equal(evaluate(new_problem(), &second), LK_OK);
    assert_int_equal(second.count, ROWS);
    assert_memory_equal(second.first_class, first.first_class, sizeof first.first_class);
    assert_int_equal(o.network->passes(o.network), ROWS);
    assert_int_equal(lk_network_recalled(o.network), ROWS);
    lk_passes_reset(o.network);
    assert_int_equal(lk_network_recalled(o.network), 0);
}

static void another_problem_is_not_recalled(void **state)
{
    rows r = {.count = 0};
    (void)state;
    has_kept = 0;
    open_with_memory(NONE);
    assert_int_equal(evaluate(new_problem(), &r), LK_OK);
    for (int change = 0; change < 5; change++) {
        problem *p = new_problem();
        p->z[7] ^= change == 0;
        ((float *)p->bases[1].data)[2] += (float)(change == 1);
        ((float *)p->fills[0].data)[2] += (float)(change == 2);
        ((int32_t *)p->segments.data)[2] -= change == 3;
        p->c.row_fill = change == 4 ? (p->fill[3] = 1, p->fill) : NULL;
        open_with_memory(NAN_SCORE);
        rows again = {.count = 0};
        assert_int_equal(evaluate(p, &again), LK_E_FAIL);
    }
}

static void who_stops_early_takes_as_many_passes_with_and_without_memory(void **state)
{
    rows whole = {.count = 0}, part = {.stop_at = 7}, again = {.stop_at = 7};
    (void)state;
    has_kept = 0;
    open_with_memory(NONE);
    assert_int_equal(evaluate(new_problem(), &part), LK_OK);
    uint64_t passes = o.network->passes(o.network);
    assert_int_equal(has_kept, 0); /* nobody knows the rest */
    open_with_memory(NONE);
    assert_int_equal(evaluate(new_problem(), &whole), LK_OK);
    assert_int_equal(has_kept, 1);
    open_with_memory(NONE);
    assert_int_equal(evaluate(new_problem(), &again), LK_OK);
    assert_int_equal(again.count, part.count);
    assert_memory_equal(again.first_class, part.first_class, sizeof part.first_class);
    assert_int_equal(o.network->passes(o.network), passes);
    assert_int_equal(lk_network_recalled(o.network), 0);
}

static void parts_of_no_rows_are_not_kept(void **state)
{
    rows r = {.count = 0};
    (void)state;
    has_kept = 0;
    open_with_memory(EMPTY_PARTS);
    assert_int_equal(evaluate(new_problem(), &r), LK_OK);
    assert_int_equal(has_kept, 1);
    assert_int_equal(kept.parts, 1);
    assert_int_equal(kept.ends[0], ROWS);
}

static void kept_scores_that_were_cut_are_not_read(void **state)
{
    lk_pack p = {0};
    lk_recalled out;
    (void)state;
    has_kept = 0;
    open_with_memory(NONE);
    rows r = {.count = 0};
    assert_int_equal(evaluate(new_problem(), &r), LK_OK);
    lk_pack_recalled(&p, &kept);
    for (size_t size = 0; size < p.size; size++) {
        lk_unpack u = lk_unpack_over(p.bytes, size);
        assert_int_equal(lk_unpack_recalled(&u, shelf, &out), -1);
    }
    lk_pack_free(&p);
}

static void assert_problem_refused(const problem *p)
{
    rows r = {.count = 0};
    assert_int_equal(evaluate(p, &r), LK_E_INPUT);
    assert_string_not_equal(o.call.fault.text, "");
    assert_int_equal(r.count, 0);
}

static void a_problem_that_points_outside_is_refused(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    problem *p = new_problem();
    ((int32_t *)p->segments.data)[3] = PIXELS;
    assert_problem_refused(p);
    assert_string_equal(o.call.fault.text, "segment label 6 is outside 0..5");
    ((int32_t *)p->segments.data)[3] = -1;
    assert_problem_refused(p);
    p = new_problem();
    p->base[ROWS - 1] = 2;
    p->c.row_base = p->base;
    assert_problem_refused(p);
    p = new_problem();
    p->fill[0] = 2;
    p->c.row_fill = p->fill;
    assert_problem_refused(p);
}

static void a_problem_of_another_shape_is_refused(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    problem *p = new_problem();
    p->bases[1] = kit_tensor(LK_DTYPE_FLOAT, 32, 3, H, W - 1, 3);
    assert_problem_refused(p);
    p = new_problem();
    p->fills[0] = kit_tensor(LK_DTYPE_UINT, 8, 3, H, W, 3);
    assert_problem_refused(p);
    p = new_problem();
    p->c.z_stride = 0;
    assert_problem_refused(p);
    p = new_problem();
    p->c.segment_count = 65; /* two words a row */
    assert_problem_refused(p);
    p = new_problem();
    p->segments = kit_tensor(LK_DTYPE_INT, 32, 2, W, H);
    assert_problem_refused(p);
}

static void assert_backend_refused(fault_kind kind, const char *sentence)
{
    rows r = {.count = 0};
    close_stub(NULL);
    open_stub(kind, LK_CAP_COALITIONS);
    assert_int_equal(evaluate(new_problem(), &r), LK_E_FAIL);
    assert_string_equal(o.call.fault.text, sentence);
}

static void a_backends_rows_are_checked(void **state)
{
    (void)state;
    assert_backend_refused(OUT_OF_ORDER, "the backend gave coalition rows out of order");
    assert_backend_refused(TOO_MANY, "the backend gave coalition rows out of order");
    assert_backend_refused(TOO_FEW, "the backend gave 44 of 45 coalition rows");
    assert_backend_refused(SWALLOWS, "the network stub gave a value that is not finite");
}

/* ---- Effort
 * ------------------------------------------------------------------------------------ */

static lk_coalition_effort taken; /* by the stub, since it told last */

static void stub_effort(void *self, lk_coalition_effort *out)
{
    (void)self;
    *out = taken;
    taken = (lk_coalition_effort){.struct_size = sizeof taken};
}

static const lk_coalition_effort plenty = {.struct_size = sizeof plenty,
                                           .rows = 1000,
                                           .predicted = 5,
                                           .achieved = NAN,
                                           .checked = 2,
                                           .difference = 1e-7};

static lk_coalition_effort take_effort(lk_coalition_effort of_stub)
{
    taken = of_stub;
    o.ops.coalition_effort = stub_effort;
    return lk_effort_take(o.network);
}

static void what_coalitions_took_is_told_once(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    lk_coalition_effort e = take_effort(plenty);
    assert_int_equal(e.rows, 1000);
    assert_true(e.predicted == 5 && isnan(e.achieved) && e.difference == 1e-7);
    assert_int_equal(e.checked, 2);
    assert_int_equal(lk_effort_take(o.network).rows, 0);
}

static void what_was_before_does_not_count(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    taken = plenty;
    o.ops.coalition_effort = stub_effort;
    lk_passes_reset(o.network);
    assert_int_equal(lk_effort_take(o.network).rows, 0);
}

static void a_backend_that_tells_no_numbers_tells_nothing(void **state)
{
    static const double wrong[] = {NAN, INFINITY, 0, -1};
    lk_coalition_effort e = plenty;
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        e.predicted = wrong[i];
        assert_int_equal(take_effort(e).rows, 0);
    }
    e = plenty;
    e.difference = NAN;
    assert_int_equal(take_effort(e).rows, 0);
}

static void a_backend_of_before_tells_nothing(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_COALITIONS);
    assert_int_equal(lk_effort_take(o.network).rows, 0);
    o.ops.struct_size = offsetof(lk_backend_ops, coalition_plan);
    assert_int_equal(take_effort(plenty).rows, 0);
}

/* ---- Gradients
 * ------------------------------------------------------------------------------------ */

static void gradients_are_there_only_where_declared(void **state)
{
    (void)state;
    open_stub(NONE, 0);
    assert_null(o.network->gradients);
    assert_null(o.network->activations);
    close_stub(NULL);
    open_stub(NONE, LK_CAP_GRADIENTS);
    assert_non_null(o.network->gradients);
}

static void a_gradient_that_is_not_finite_is_refused(void **state)
{
    float scores[CLASSES];
    const uint32_t class0 = 0;
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 3);
    lk_tensor gradient = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 3);
    (void)state;
    for (int bad = 0; bad < 2; bad++) {
        close_stub(NULL);
        open_stub(bad ? NAN_GRADIENT : NONE, LK_CAP_GRADIENTS);
        assert_int_equal(o.network->gradients(o.network, &o.call.context, &batch, &class0,
                                              LK_OUTPUT_LOGIT, scores, &gradient),
                         bad ? LK_E_FAIL : LK_OK);
        assert_int_equal(o.network->passes(o.network), 1);
    }
}

static lk_status stub_rectified(void *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, lk_rectifier rule,
                                float *scores, lk_tensor *gradient)
{
    lk_status status = stub_gradients(self, ctx, batch, classes, output, scores, gradient);
    ((float *)gradient->data)[0] += (float)rule;
    return status;
}

/* Reopened with the operation: what a network offers is told once. */
static lk_network *with_rectified(uint64_t capabilities, uint32_t size)
{
    lk_fault fault = {{0}};
    close_stub(NULL);
    open_stub(NONE, capabilities);
    free(o.network);
    o.ops.struct_size = size;
    o.ops.rectified_gradients = stub_rectified;
    o.network = lk_service_open(&o.instance, &fault);
    assert_non_null(o.network);
    return o.network;
}

static void rectified_gradients_are_there_where_the_backend_has_them(void **state)
{
    (void)state;
    open_stub(NONE, LK_CAP_GRADIENTS);
    assert_null(o.network->rectified_gradients);
    assert_null(with_rectified(0, sizeof(lk_backend_ops))->rectified_gradients);
    assert_null(with_rectified(LK_CAP_GRADIENTS, offsetof(lk_backend_ops, rectified_gradients))
                    ->rectified_gradients);
    assert_non_null(with_rectified(LK_CAP_GRADIENTS, sizeof(lk_backend_ops))->rectified_gradients);
}

static void a_rule_for_rectifiers_reaches_the_backend_and_its_pass_is_counted(void **state)
{
    const uint32_t class0 = 0;
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 3);
    lk_tensor gradient = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, H, W, 3);
    float scores[CLASSES];
    (void)state;
    open_stub(NONE, LK_CAP_GRADIENTS);
    lk_network *n = with_rectified(LK_CAP_GRADIENTS, sizeof(lk_backend_ops));
    assert_int_equal(n->rectified_gradients(n, &o.call.context, &batch, &class0, LK_OUTPUT_LOGIT,
                                            LK_RECTIFIER_GUIDED, scores, &gradient),
                     LK_OK);
    assert_true(((const float *)gradient.data)[0] == 1 + LK_RECTIFIER_GUIDED);
    assert_int_equal(n->passes(n), 1);
}

static lk_status ask_for_layer(fault_kind kind, const char *name, uint32_t class_index)
{
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 2, H, W, 3), value, gradient;
    close_stub(NULL);
    open_stub(kind, LK_CAP_ACTIVATIONS);
    return o.network->activations(o.network, &o.call.context, &batch, name, class_index,
                                  LK_OUTPUT_LOGIT, &value, &gradient);
}

static void a_layer_that_a_network_has_not_does_not_reach_the_backend(void **state)
{
    (void)state;
    assert_int_equal(ask_for_layer(NONE, "midle", 0), LK_E_INPUT);
    assert_says(o.call.fault.text, "the network stub has no layer `midle`; is `middle` meant?");
    assert_int_equal(ask_for_layer(NONE, "middle", CLASSES), LK_E_INPUT);
    assert_int_equal(o.network->passes(o.network), 0);
}

static void a_layer_of_another_shape_or_not_finite_is_refused(void **state)
{
    (void)state;
    assert_int_equal(ask_for_layer(NONE, "middle", 0), LK_OK);
    assert_int_equal(o.network->passes(o.network), 2);
    assert_int_equal(ask_for_layer(OTHER_LAYER, "middle", 0), LK_E_FAIL);
    assert_says(o.call.fault.text, "another shape than that of `middle`");
    assert_int_equal(ask_for_layer(NAN_LAYER, "middle", 0), LK_E_FAIL);
}

static lk_status ask_from_layer(fault_kind kind, int views, int side)
{
    lk_tensor view = kit_tensor(LK_DTYPE_FLOAT, 32, 4, views, H, W, 3);
    lk_tensor values = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 3, 1, side, 2);
    float scores[3 * CLASSES];
    close_stub(NULL);
    open_stub(kind, LK_CAP_ACTIVATIONS);
    return o.network->scores_from(o.network, &o.call.context, &view, "middle", &values,
                                  LK_OUTPUT_LOGIT, scores);
}

static void scores_from_a_layer_are_checked_and_counted(void **state)
{
    (void)state;
    assert_int_equal(ask_from_layer(NONE, 1, 2), LK_OK);
    assert_int_equal(o.network->passes(o.network), 3);
    assert_int_equal(ask_from_layer(NAN_SCORE, 1, 2), LK_E_FAIL);
    assert_int_equal(ask_from_layer(NONE, 2, 2), LK_E_INPUT);
    assert_says(o.call.fault.text, "one view at a time");
    assert_int_equal(ask_from_layer(NONE, 1, 1), LK_E_INPUT);
    assert_says(o.call.fault.text, "values of the layer `middle`");
    assert_int_equal(o.network->passes(o.network), 0);
}

static void scores_from_a_layer_are_there_where_the_backend_has_them(void **state)
{
    lk_fault fault = {""};
    (void)state;
    open_stub(NONE, LK_CAP_GRADIENTS);
    assert_null(o.network->scores_from);
    close_stub(NULL);
    open_stub(NONE, LK_CAP_ACTIVATIONS);
    assert_non_null(o.network->scores_from);
    free(o.network);
    o.ops.struct_size = offsetof(lk_backend_ops, scores_from);
    o.network = lk_service_open(&o.instance, &fault);
    assert_null(o.network->scores_from);
}

static void a_network_that_says_nothing_of_itself_is_refused(void **state)
{
    const lk_network_info good = info;
    lk_fault fault = {""};
    (void)state;
    open_stub(NONE, 0);
    info.class_count = 0;
    assert_null(lk_service_open(&o.instance, &fault));
    assert_says(fault.text, "says nothing of its network's name, input or outputs");
    info = good;
    info.view.width = 1 << 20;
    assert_null(lk_service_open(&o.instance, &fault));
    assert_says(fault.text, "beyond all bounds");
    info = good;
    info.classes = NULL;
    assert_null(lk_service_open(&o.instance, &fault));
    assert_says(fault.text, "gives no class names");
    info = good;
}

/* ---- Segmenters
 * -------------------------------------------------------------------------------------- */

static uint32_t segment_count;

static lk_status stub_segment(void *self, lk_context *ctx, const lk_raster *view,
                              const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)self;
    (void)ctx;
    (void)view;
    (void)landmarks;
    (void)labels;
    *count = segment_count;
    return LK_OK;
}

static lk_status segment_with(uint32_t count, uint64_t capabilities, char *said)
{
    static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = stub_segment};
    const lk_plugin plugin = {
        .stage = LK_STAGE_SEGMENTER, .name = "stub", .capabilities = capabilities};
    lk_instance in = {.plugin = &plugin, .ops = &ops};
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, H, W);
    lk_raster view = {.pixels = image_of(0)};
    lk_call call;
    segment_count = count;
    assert_int_equal(lk_call_begin(&call, NULL, 1, 0), 0);
    lk_segmenter *s = lk_service_open(&in, NULL);
    lk_status status = s->segment(s, &call.context, &view, NULL, &labels, &count);
    strcpy(said, call.fault.text);
    lk_call_end(&call);
    free(s);
    return status;
}

static void segments_are_no_more_than_pixels_and_at_least_one(void **state)
{
    char said[1024];
    (void)state;
    assert_int_equal(segment_with(1, 0, said), LK_OK);
    assert_int_equal(segment_with(0, 0, said), LK_E_FAIL);
    assert_string_equal(said, "the segmenter stub gave label 0 of 0 segments");
    assert_int_equal(segment_with(UINT32_MAX, 0, said), LK_E_FAIL);
    assert_string_equal(said, "the segmenter stub gave 4294967295 segments for 6 pixels");
}

static void a_segmenter_that_needs_landmarks_is_missing_without(void **state)
{
    char said[1024];
    (void)state;
    assert_int_equal(segment_with(1, LK_CAP_NEEDS_LANDMARKS, said), LK_MISSING);
    assert_string_equal(said, "the segmenter stub needs landmarks, and this face has none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(scores_are_counted, close_stub),
        cmocka_unit_test_teardown(batches_of_another_shape_do_not_reach_the_backend, close_stub),
        cmocka_unit_test_teardown(a_score_that_is_not_finite_is_refused, close_stub),
        cmocka_unit_test_teardown(coalitions_are_painted_where_a_backend_has_none, close_stub),
        cmocka_unit_test_teardown(rows_choose_their_base_and_fill, close_stub),
        cmocka_unit_test_teardown(a_sink_may_stop_early, close_stub),
        cmocka_unit_test_teardown(scores_that_were_asked_for_before_are_recalled, close_stub),
        cmocka_unit_test_teardown(another_problem_is_not_recalled, close_stub),
        cmocka_unit_test_teardown(who_stops_early_takes_as_many_passes_with_and_without_memory,
                                  close_stub),
        cmocka_unit_test_teardown(parts_of_no_rows_are_not_kept, close_stub),
        cmocka_unit_test_teardown(kept_scores_that_were_cut_are_not_read, close_stub),
        cmocka_unit_test_teardown(a_problem_that_points_outside_is_refused, close_stub),
        cmocka_unit_test_teardown(a_problem_of_another_shape_is_refused, close_stub),
        cmocka_unit_test_teardown(a_backends_rows_are_checked, close_stub),
        cmocka_unit_test_teardown(what_coalitions_took_is_told_once, close_stub),
        cmocka_unit_test_teardown(what_was_before_does_not_count, close_stub),
        cmocka_unit_test_teardown(a_backend_that_tells_no_numbers_tells_nothing, close_stub),
        cmocka_unit_test_teardown(a_backend_of_before_tells_nothing, close_stub),
        cmocka_unit_test_teardown(gradients_are_there_only_where_declared, close_stub),
        cmocka_unit_test_teardown(rectified_gradients_are_there_where_the_backend_has_them,
                                  close_stub),
        cmocka_unit_test_teardown(a_rule_for_rectifiers_reaches_the_backend_and_its_pass_is_counted,
                                  close_stub),
        cmocka_unit_test_teardown(a_gradient_that_is_not_finite_is_refused, close_stub),
        cmocka_unit_test_teardown(a_layer_that_a_network_has_not_does_not_reach_the_backend,
                                  close_stub),
        cmocka_unit_test_teardown(a_layer_of_another_shape_or_not_finite_is_refused, close_stub),
        cmocka_unit_test_teardown(scores_from_a_layer_are_checked_and_counted, close_stub),
        cmocka_unit_test_teardown(scores_from_a_layer_are_there_where_the_backend_has_them,
                                  close_stub),
        cmocka_unit_test_teardown(a_network_that_says_nothing_of_itself_is_refused, close_stub),
        cmocka_unit_test(segments_are_no_more_than_pixels_and_at_least_one),
        cmocka_unit_test(a_segmenter_that_needs_landmarks_is_missing_without),
    };
    shelf = lk_arena_new(0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    lk_arena_free(shelf);
    return failed;
}
