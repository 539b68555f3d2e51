/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_COMMON_PROCESS_PROGRAM_H
#define LK_COMMON_PROCESS_PROGRAM_H

/* A program that is kept running and asked one thing after another: requests go
 * to its stdin, answers come from its stdout, and the end of what it says on
 * stderr stands in the reason when it fails. Then it is stopped, with its process
 * group, and the next request starts it anew.
 *
 * A turn is a request and its answer: begin, tell as often as there are pieces,
 * hear until the answer is whole, and end. */

#include <sys/types.h>

#include <likeness/plugin.h>

typedef struct program {
    const char *const *command; /* NULL-terminated; the first is an absolute path */
    const char *folder;         /* where it runs */
    const char *name;           /* as sentences call it */
    double start_seconds;       /* for its first answer */
    double seconds;             /* for any other */

    pid_t pid; /* 0: it is not running */
    int in, out, errors;
    int has_answered;
    int is_early;   /* it speaks, and has not read its request */
    double due;     /* when its answer must be there */
    char said[400]; /* the end of its stderr, a string */
} program;

/* Start it if it does not run. Its time to answer begins. */
lk_status program_begin(program *p, lk_context *ctx);
/* The next bytes of a request. Nothing is sent to a program that already speaks,
 * so that what it says can be heard. */
lk_status program_tell(program *p, lk_context *ctx, const void *bytes, size_t size);
/* Wait for the next bytes of an answer: at least one, at most `room`. */
lk_status program_hear(program *p, lk_context *ctx, void *bytes, size_t room, size_t *count);
/* The answer is whole; refused where it came before the request was read. */
lk_status program_end(program *p, lk_context *ctx);

/* Stop it, record why (a part of a sentence that follows its name) with the end
 * of its stderr, and return LK_E_FAIL. */
lk_status program_fail(program *p, lk_context *ctx, const char *format, ...) LK_PRINTF(3, 4);
void program_stop(program *p);

/* ---- Starting it: start.c ---- */

/* Starts the process; pid and the three ends of its pipes, which do not block,
 * are set. It may use ctx->threads threads. */
lk_status program_start(program *p, lk_context *ctx);

/* ---- Finding it: find.c ---- */

/* What a study says of a program; every plugin that runs one has these. */
typedef struct program_choice {
    lk_string_list command, files;
    double seconds, start_seconds;
} program_choice;

/* The program that is meant. The files that it consists of are read, so that
 * results are kept by their content. */
lk_status program_find(program *p, lk_context *ctx, const program_choice *choice);

/* The first parameters of a table whose instance has such a `choice`. */
#define PROGRAM_PARAMS(instance, choice)                                                           \
    {.name = "command",                                                                            \
     .type = LK_STRING_LIST,                                                                       \
     .flags = LK_PARAM_REQUIRED,                                                                   \
     .offset = offsetof(instance, choice.command),                                                 \
     .doc = "The program and its arguments; it runs in the study file's folder, and a name "       \
            "without a slash is looked for in PATH."},                                             \
        {.name = "files",                                                                          \
         .type = LK_PATH_LIST,                                                                     \
         .offset = offsetof(instance, choice.files),                                               \
         .fallback = "[]",                                                                         \
         .doc = "Files that the program's answers depend on (checkpoints, modules) beyond those "  \
                "that `command` names: results are kept by their content."},                       \
        {.name = "seconds",                                                                        \
         .type = LK_DOUBLE,                                                                        \
         .flags = LK_PARAM_NEUTRAL,                                                                \
         .offset = offsetof(instance, choice.seconds),                                             \
         .fallback = "60",                                                                         \
         .low = 0.01,                                                                              \
         .high = 1e6,                                                                              \
         .unit = "s",                                                                              \
         .doc = "How long an answer may take before the program is stopped."},                     \
    {                                                                                              \
        .name = "start_seconds", .type = LK_DOUBLE, .flags = LK_PARAM_NEUTRAL,                     \
        .offset = offsetof(instance, choice.start_seconds), .fallback = "120", .low = 0.01,        \
        .high = 1e6, .unit = "s",                                                                  \
        .doc = "The same for the first answer after it was started, loading its model included."   \
    }

#endif
