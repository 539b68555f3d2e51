/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "npy.h"

/* detect, predict. */

/* ---- detect ------------------------------------------------------------------------------- */

enum { LANDMARKS = 68 };

static void print_header(void)
{
    printf("file,face,x,y,w,h,score");
    for (int i = 1; i <= LANDMARKS; i++)
        printf(",x%d,y%d", i, i);
    putchar('\n');
}

static void print_face(const lk_cli *cli, const lk_face_facts *f)
{
    const lk_face *face = &f->record.face;
    lk_cli_field(lk_cli_item(cli, f->item), ',');
    printf("%zu", f->number);
    if (face->has_box)
        printf(",%.4f,%.4f,%.4f,%.4f,%.6f", face->box.x, face->box.y, face->box.w, face->box.h,
               face->score);
    else
        printf(",,,,,");
    for (uint32_t i = 0; i < LANDMARKS; i++)
        if (i < face->landmarks.count)
            printf(",%.4f,%.4f", face->landmarks.points[i].x, face->landmarks.points[i].y);
        else
            printf(",,");
    putchar('\n');
}

int lk_cli_detect(const lk_cli *cli)
{
    lk_run r;
    lk_run_options o;
    lk_arena *arena = lk_arena_new(0);
    if (!arena || lk_cli_compose(cli, arena, NULL, 1, &o)) {
        lk_arena_free(arena);
        return LK_EXIT_WRONG;
    }
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_open(&r);
    if (!status)
        status = lk_run_items(&r);
    if (!status) {
        print_header();
        for (size_t i = 0; i < r.face_count; i++)
            print_face(cli, &r.faces[i]);
        lk_cli_print_failures(&r);
    }
    int code = lk_run_end(&r, status);
    lk_arena_free(arena);
    return code;
}

/* ---- predict ------------------------------------------------------------------------------- */

static void print_predictions(const lk_cli *cli, const lk_run *r)
{
    printf("file,face,class,probability\n");
    for (size_t f = 0; f < r->face_count; f++)
        for (size_t c = 0; r->predictions[f].scores && c < r->networks[0].class_count; c++) {
            const char *name = r->networks[0].classes[c];
            lk_cli_field(lk_cli_item(cli, r->faces[f].item), ',');
            printf("%zu,", r->faces[f].number);
            if (name)
                lk_cli_field(name, ',');
            else
                printf("%zu,", c);
            printf("%.8g\n", (double)r->predictions[f].scores[c]);
        }
}

/* Faces x classes, float32; a face that failed has no row. */
static lk_status write_predictions(lk_run *r, lk_arena *arena, const char *path)
{
    size_t classes = r->networks[0].class_count, rows = 0;
    float *all = lk_arena_array(arena, r->face_count * classes, sizeof *all);
    if (!all)
        return LK_E_MEMORY;
    for (size_t f = 0; f < r->face_count; f++)
        if (r->predictions[f].scores)
            memcpy(all + rows++ * classes, r->predictions[f].scores, classes * sizeof *all);
    int64_t shape[2] = {(int64_t)rows, (int64_t)classes};
    lk_tensor t = lk_tensor_over(all, LK_DTYPE_FLOAT, 32, 2, shape);
    return lk_npy_write(path, &t, &r->fault);
}

static int predict_images(const lk_cli *cli, lk_arena *arena, const char *network)
{
    lk_run r;
    lk_run_options o;
    if (lk_cli_compose(cli, arena, network, !cli->whole, &o))
        return LK_EXIT_WRONG;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_open(&r);
    if (!status)
        status = lk_run_items(&r);
    if (!status)
        status = lk_run_predict(&r);
    if (!status) {
        print_predictions(cli, &r);
        lk_cli_print_failures(&r);
        if (cli->out)
            status = write_predictions(&r, arena, cli->out);
    }
    return lk_run_end(&r, status);
}

/* ---- predict, raw tensors -------------------------------------------------------------------- */

static int is_npy(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && !strcmp(path + n - 4, ".npy");
}

static lk_status score_tensors(lk_run *r, const lk_cli *cli)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = cli->args[0];
    lk_pack_u64(&j->request, LK_TASK_RAW_SCORES);
    lk_pack_text(&j->request, "network");
    lk_pack_text(&j->request, cli->args[0]);
    lk_pack_text(&j->request, cli->out);
    lk_status status = lk_run_task(r, "predict", j);
    if (!status) {
        lk_unpack u = lk_unpack_over(j->note, j->note_size);
        unsigned long long rows = lk_unpack_u64(&u), columns = lk_unpack_u64(&u);
        printf("%s: %llu x %llu\n", cli->out, rows, columns);
    }
    lk_jobs_free(j, 1);
    return status;
}

static int predict_tensors(const lk_cli *cli, lk_arena *arena, const char *network)
{
    lk_run r;
    lk_run_options o;
    if (!cli->out)
        return lk_cli_wrong(cli, "raw tensors need --out FILE.npy for the outputs");
    if (lk_cli_compose(cli, arena, network, 0, &o))
        return LK_EXIT_WRONG;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = score_tensors(&r, cli);
    return lk_run_end(&r, status);
}

int lk_cli_predict(const lk_cli *cli)
{
    lk_arena *arena = lk_arena_new(0);
    const char *network = arena ? lk_cli_network(cli, arena, cli->network) : NULL;
    int raw = cli->arg_count == 1 && is_npy(cli->args[0]);
    int code = !network ? LK_EXIT_WRONG
               : raw    ? predict_tensors(cli, arena, network)
                        : predict_images(cli, arena, network);
    lk_arena_free(arena);
    return code;
}
