/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* answering MODE [ARGUMENT]: a program for the backend `process`, which answers
 * an item with the means of its channels, or does wrong in the way of MODE. */

enum { HEAD = 128, ITEMS = 64, VALUES = 3 };

typedef struct request {
    int items, channels, height, width;
    float *values;
} request;

typedef struct reply {
    const char *type, *order;
    int items, values;
    double numbers[ITEMS * VALUES];
} reply;

static int read_head(request *r)
{
    char head[HEAD + 1] = "";
    if (fread(head, 1, HEAD, stdin) != HEAD)
        return -1;
    return sscanf(head + 10,
                  "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }",
                  &r->items, &r->channels, &r->height, &r->width) == 4
               ? 0
               : -1;
}

static int read_request(request *r)
{
    if (read_head(r))
        return -1;
    size_t count = (size_t)r->items * (size_t)(r->channels * r->height * r->width);
    free(r->values);
    r->values = malloc(count * sizeof *r->values);
    return r->values && fread(r->values, sizeof *r->values, count, stdin) == count ? 0 : -1;
}

static void write_head(const char *type, const char *order, int items, int values)
{
    char head[HEAD];
    memset(head, ' ', sizeof head);
    memcpy(head, "\x93NUMPY\1\0\x76\0", 10);
    int n = snprintf(head + 10, sizeof head - 10,
                     "{'descr': '%s', 'fortran_order': %s, 'shape': (%d, %d), }", type, order,
                     items, values);
    head[10 + n] = ' ';
    head[HEAD - 1] = '\n';
    fwrite(head, 1, sizeof head, stdout);
}

static void write_reply(const reply *r)
{
    write_head(r->type, r->order, r->items, r->values);
    for (int i = 0; i < r->items * r->values; i++) {
        float narrow = (float)r->numbers[i];
        if (!strcmp(r->type, "<f8"))
            fwrite(&r->numbers[i], sizeof r->numbers[i], 1, stdout);
        else
            fwrite(&narrow, sizeof narrow, 1, stdout);
    }
    fflush(stdout);
}

static void answer(const request *q, reply *r)
{
    size_t pixels = (size_t)(q->height * q->width);
    *r = (reply){.type = "<f4", .order = "False", .items = q->items, .values = q->channels};
    for (int i = 0; i < q->items * q->channels; i++)
        for (size_t k = 0; k < pixels; k++)
            r->numbers[i] += (double)q->values[(size_t)i * pixels + k] / (double)pixels;
}

/* ---- What goes wrong before a request is read -------------------------------------- */

static void begin(const char *mode, const char *argument)
{
    if (!strcmp(mode, "die")) {
        fprintf(stderr, "a first line\nno memory for the weights\nValueError: nothing here\n");
        exit(3);
    }
    if (!strcmp(mode, "greet")) {
        printf("Loading the model ...\n");
        fflush(stdout);
    }
    if (!strcmp(mode, "deaf"))
        pause();
    if (!strcmp(mode, "once") && argument) { /* it dies the first time it is started */
        FILE *f = fopen(argument, "r");
        if (!f && (f = fopen(argument, "w"))) {
            fclose(f);
            exit(4);
        }
        fclose(f);
    }
    if (!strcmp(mode, "hasty")) {
        write_reply(&(reply){.type = "<f4", .order = "False", .items = 4, .values = VALUES});
        sleep(1);
    }
}

/* A grandchild that lives on and holds the pipes; its number goes to a file. */
static void leave_child(const char *path)
{
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    FILE *f = fopen(path, "w");
    if (f) {
        fprintf(f, "%ld", (long)pid);
        fclose(f);
    }
}

/* ---- What goes wrong with an answer -------------------------------------------------- */

static double descriptors(void)
{
    int open = 0;
    for (int fd = 0; fd < 1024; fd++)
        open += lseek(fd, 0, SEEK_CUR) != -1 || dup2(fd, fd) == fd;
    return open;
}

static void fill(reply *r, double number)
{
    for (int i = 0; i < r->items * r->values; i++)
        r->numbers[i] = number;
}

static double not_black(const request *q)
{
    size_t size = (size_t)(q->channels * q->height * q->width), count = 0;
    for (size_t i = 0; i < (size_t)q->items; i++) {
        int is_black = 1;
        for (size_t k = 0; k < size; k++)
            is_black &= q->values[i * size + k] == 0;
        count += !is_black;
    }
    return (double)count;
}

/* How many pictures it was asked for, a line each time, into NAME.noted: a file that is an
 * argument itself is one that results are made of. */
static void note(const char *name, int items)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.noted", name);
    FILE *f = fopen(path, "a");
    if (f) {
        fprintf(f, "%d\n", items);
        fclose(f);
    }
}

static void spoil(const char *mode, const char *argument, const request *q, reply *r)
{
    if (!strcmp(mode, "count"))
        fill(r, not_black(q));
    if (!strcmp(mode, "note"))
        note(argument, q->items);
    if (!strcmp(mode, "wide"))
        r->type = "<f8";
    if (!strcmp(mode, "whole-numbers"))
        r->type = "<i4";
    if (!strcmp(mode, "fortran"))
        r->order = "True";
    if (!strcmp(mode, "few"))
        r->items--;
    if (!strcmp(mode, "nan"))
        r->numbers[0] = strtod("nan", NULL);
    if (!strcmp(mode, "number"))
        fill(r, strtod(argument, NULL));
    if (!strcmp(mode, "threads"))
        fill(r, strtod(getenv("OMP_NUM_THREADS"), NULL));
    if (!strcmp(mode, "descriptors"))
        fill(r, descriptors());
    if (!strcmp(mode, "folder"))
        fill(r, access(argument, R_OK) == 0);
    if (!strcmp(mode, "read")) {
        FILE *f = fopen(argument, "r");
        double number;
        fill(r, 0);
        if (f && fscanf(f, "%lf", &number) == 1)
            for (int i = 0; i < r->items; i++)
                r->numbers[i * r->values] = number;
        fclose(f);
    }
}

static void end(const char *mode, int count)
{
    static const char huge[] = "\x93NUMPY\2\0\xff\xff\xff\x7f";
    if (!strcmp(mode, "huge")) {
        fwrite(huge, 1, sizeof huge - 1, stdout);
        fflush(stdout);
        pause();
    }
    if (!strcmp(mode, "crash"))
        abort();
    if (!strcmp(mode, "hang") || (!strcmp(mode, "tire") && count > 1))
        pause();
    if (!strcmp(mode, "half")) {
        write_head("<f4", "False", 4, VALUES);
        exit(0);
    }
    if (!strcmp(mode, "shut")) {
        fclose(stdout);
        pause();
    }
    if (!strcmp(mode, "loud"))
        for (int i = 0; i < 20000; i++)
            fprintf(stderr, "a line that nobody reads, and then another, and so on and on\n");
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "", *argument = argc > 2 ? argv[2] : "";
    request q = {.values = NULL};
    reply r;
    begin(mode, argument);
    for (int count = 1; !read_request(&q); count++) {
        if (!strcmp(mode, "family"))
            leave_child(argument);
        if (q.items > ITEMS || q.channels > VALUES)
            return 5;
        end(strcmp(mode, "family") ? mode : "hang", count);
        answer(&q, &r);
        spoil(mode, argument, &q, &r);
        write_reply(&r);
        if (!strcmp(mode, "twice"))
            write_reply(&r);
        if (!strcmp(mode, "last"))
            break;
    }
    free(q.values);
    return 0;
}
