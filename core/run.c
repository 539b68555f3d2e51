/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

volatile sig_atomic_t lk_stop_requested;

static void on_signal(int number)
{
    (void)number;
    lk_stop_requested = 1;
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL); /* a write that fails says so */
}

/* ---- Beginning ------------------------------------------------------------------------------ */

static int read_study(lk_run *r)
{
    const lk_run_options *o = r->options;
    const void *bytes = o->text;
    size_t size = o->text ? strlen(o->text) : 0;
    char *path = realpath(o->study_path, NULL);
    if (!path && o->text)
        path = strdup(o->study_path);
    if (!path) {
        lk_fault_set(&r->fault, "%s cannot be opened: %s", o->study_path, strerror(errno));
        return -1;
    }
    const char *kept = lk_arena_text(r->arena, path);
    free(path);
    if (!o->text && lk_read_whole(r->arena, kept, 16 << 20, &bytes, &size, &r->fault))
        return -1;
    r->text = bytes;
    r->text_size = size;
    r->study = lk_study_parse(r->arena, kept, bytes, size, o->sets, &r->fault);
    return r->study ? 0 : -1;
}

/* Can the folder be made and written? Asked before hours of work, not after. */
static int check_out(lk_run *r)
{
    const char *out = r->options->out;
    if (!out)
        return 0;
    if (lk_make_folder(out, &r->fault))
        return -1;
    char *probe = lk_arena_format(r->arena, "%s/.likeness-%ld", out, (long)getpid());
    FILE *f = fopen(probe, "wx");
    if (!f) {
        lk_fault_set(&r->fault, "the folder %s cannot be written: %s; choose another with --out",
                     out, strerror(errno));
        return -1;
    }
    fclose(f);
    unlink(probe);
    return 0;
}

static int write_session(lk_run *r)
{
    const char *folder = getenv("TMPDIR");
    snprintf(r->session_path, sizeof r->session_path, "%s/likeness-XXXXXX",
             folder && *folder == '/' && strlen(folder) < 40 ? folder : "/tmp");
    int fd = mkstemp(r->session_path);
    if (fd < 0) {
        lk_fault_set(&r->fault, "%s cannot be made: %s; set TMPDIR to a folder that can be written",
                     r->session_path, strerror(errno));
        *r->session_path = 0;
        return -1;
    }
    close(fd);
    if (lk_session_write(r->session_path, r->study->path, r->text, r->text_size, r->options->sets,
                         &r->catalogue, lk_store_path(r->store), r->options->threads, &r->fault))
        return -1;
    return setenv("LIKENESS_SESSION", r->session_path, 1);
}

static void log_line(void *user, int level, const char *text)
{
    lk_run *r = user;
    lk_progress_log(r->progress, level, text);
}

static void tick(void *user, double under_way)
{
    lk_run *r = user;
    lk_progress_tick(r->progress, under_way);
}

size_t lk_run_workers(const lk_run *r)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return r->options->workers ? r->options->workers : processors > 0 ? (size_t)processors : 1;
}

static int open_crew(lk_run *r)
{
    r->crew = lk_crew_open(
        &(lk_crew_options){.workers = lk_run_workers(r),
                           /* A training takes as long as it takes. */
                           .task_seconds = r->options->trains ? 0 : r->study->task_seconds,
                           .stop = &lk_stop_requested,
                           .log = log_line,
                           .tick = tick,
                           .user = r},
        &r->fault);
    return r->crew ? 0 : -1;
}

lk_status lk_run_begin(lk_run *r, const lk_run_options *options)
{
    *r = (lk_run){.options = options, .arena = lk_arena_new(0), .item_total = -1};
    r->tables = lk_tables_new();
    r->progress = lk_progress_open(&(lk_progress_options){
        .style = options->progress, .level = options->trains ? LK_INFO : LK_WARNING});
    if (!r->arena || !r->tables)
        return LK_E_MEMORY;
    lk_tables_define_study(r->tables);
    catch_signals();
    if (read_study(r) || lk_study_check_folders(r->study, &r->fault))
        return LK_E_INPUT;
    const char *const *folders = lk_plugin_folders(r->arena, r->study->plugin_folders);
    r->store = lk_store_open(options->store, 1, &r->fault);
    if (!r->store || lk_catalogue_scan(&r->catalogue, folders, r->store, &r->fault) ||
        lk_study_check(r->study, &r->catalogue, &r->fault) || check_out(r))
        return LK_E_INPUT;
    if (write_session(r) || open_crew(r))
        return LK_E_FAIL;
    lk_progress_start(r->progress, r->study->name, 0);
    return LK_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static int exit_code(const lk_run *r, lk_status status)
{
    switch (status) {
    case LK_OK:
        return r->failures ? LK_EXIT_FAILED_CELLS : LK_EXIT_DONE;
    case LK_E_INPUT:
        return LK_EXIT_WRONG;
    default: /* what is in the store stays: run again to go on */
        return LK_EXIT_INTERRUPTED;
    }
}

int lk_run_end(lk_run *r, lk_status status)
{
    int code = exit_code(r, status);
    lk_progress_end(r->progress, code);
    if (status == LK_CANCELLED)
        fprintf(stderr, "likeness: interrupted; run it again to go on\n");
    else if (status == LK_E_MEMORY && !*r->fault.text)
        fprintf(stderr, "likeness: out of memory\n");
    else if (status)
        fprintf(stderr, "likeness: %s\n", r->fault.text);
    lk_crew_close(r->crew);
    lk_store_close(r->store);
    if (*r->session_path)
        lk_session_remove(r->session_path);
    if (r->catalogue.arena)
        lk_catalogue_free(&r->catalogue);
    lk_progress_close(r->progress);
    lk_tables_free(r->tables);
    free(r->conduct);
    lk_pack_free(&r->keys);
    lk_arena_free(r->arena);
    return code;
}

lk_status lk_run_all(lk_run *r)
{
    static lk_status (*const phases[])(lk_run *) = {
        lk_run_open,         lk_run_items,       lk_run_folds,        lk_run_open_folds,
        lk_run_training,     lk_run_predict,     lk_run_explain,      lk_run_controls,
        lk_run_faithfulness, lk_run_truth,       lk_run_maps,         lk_run_masks,
        lk_run_scores,       lk_run_face_scores, lk_run_similarities, lk_run_classification,
        lk_run_reports,
    };
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < sizeof phases / sizeof *phases; i++)
        status = phases[i](r);
    return status;
}
