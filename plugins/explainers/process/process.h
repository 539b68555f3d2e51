/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_EXPLAINERS_PROCESS_PROCESS_H
#define LK_EXPLAINERS_PROCESS_PROCESS_H

/* One explanation is a conversation: the program gets the request, asks the network
 * as often as it likes, and says heatmaps or weights at last. */

#include "../../common/process/message.h"
#include "../coalition/coalition.h"

typedef struct process {
    program_choice choice;
    lk_segmenter *segmenter; /* NULL: there are no segments */
    int64_t passes;          /* at most, for one explanation */
    program program;
} process;

typedef struct conversation {
    program *program;
    lk_context *ctx;
    const lk_explain_request *request;
    coalition parts; /* its segments; their count is 0 where there are none */
    int64_t passes;  /* that are left */
    lk_explanation *out;
    int is_over;               /* the program waits for the next request */
    char answer[MESSAGE_LINE]; /* the line that it said last */
} conversation;

/* What a program may say. `rest` is what follows its verb; the program gets what it
 * asked for, and its next line is in `answer`. */
typedef lk_status (*conversation_fn)(conversation *c, const char *rest);

/* ---- Questions to the network: ask.c ---- */
lk_status ask_scores(conversation *c, const char *rest);
lk_status ask_gradients(conversation *c, const char *rest);
lk_status ask_coalitions(conversation *c, const char *rest);

/* ---- The explanation: finish.c ---- */
lk_status finish_heatmaps(conversation *c, const char *rest);
lk_status finish_weights(conversation *c, const char *rest);

#endif
