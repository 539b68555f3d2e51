/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "progress.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include <likeness/host.h>

#include "utf8.h"

enum { TEXT = 2048, NAME = 96, NARROWEST_BAR = 6, WIDEST_BAR = 40 };

/* Seconds between two reports. */
static const double pace[] = {
    [LK_PROGRESS_BAR] = 0.1, [LK_PROGRESS_LINES] = 5, [LK_PROGRESS_JSON] = 1};

struct lk_progress {
    lk_progress_options options;
    char phase[NAME];
    size_t count, done, computed;                     /* of the phase */
    double busy;                                      /* seconds that went into `computed` */
    double under_way;                                 /* done of tasks that have not ended */
    double cost, cost_done, cost_computed, cost_busy; /* of the run */
    double began, last_end, reported;
    size_t reported_done;
    size_t failures;
    int drawn; /* a status line is on the screen */
};

static double monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- Text ------------------------------------------------------------------------ */

/* `text` as one line of UTF-8 of at most `columns` characters. */
static void clean(const char *text, size_t columns, char *out, size_t size)
{
    const char *s = text ? text : "";
    size_t at = 0;
    for (size_t n; *s && columns; s += n ? n : 1, columns--) {
        n = lk_utf8_length(s);
        const char *piece = !n ? "?" : lk_utf8_is_control(s) ? " " : s;
        size_t length = piece == s ? n : 1;
        if (at + length >= size)
            break;
        memcpy(out + at, piece, length);
        at += length;
    }
    out[at] = 0;
}

void lk_progress_duration(double seconds, char *out, size_t size)
{
    unsigned long long s = seconds > 0 && seconds < 1e15 ? (unsigned long long)(seconds + 0.5) : 0;
    if (s < 60)
        snprintf(out, size, "%llu s", s);
    else if (s < 3600)
        snprintf(out, size, "%llu min %02llu s", s / 60, s % 60);
    else
        snprintf(out, size, "%llu h %02llu min", s / 3600, s / 60 % 60);
}

static void rate_text(double rate, char *out, size_t size)
{
    if (rate >= 0.95)
        snprintf(out, size, "%.*f/s", rate < 9.95 ? 1 : 0, rate);
    else
        snprintf(out, size, "%.1f s each", 1 / rate);
}

/* ---- Figures --------------------------------------------------------------------- */

static double rate(const lk_progress *p)
{
    return p->computed && p->busy > 0 ? (double)p->computed / p->busy : NAN;
}

/* Tasks a second, those under way counted as far as they are. */
static double pace_under_way(const lk_progress *p, double t)
{
    return ((double)p->computed + p->under_way) / (p->busy + t - p->last_end);
}

/* Seconds to the end of the run, or of the phase where the run's cost is not
 * known; NAN while nothing was computed. */
static double eta(const lk_progress *p, double t)
{
    double left;
    if (p->cost > 0)
        left = (p->cost - p->cost_done) * (p->cost_busy / p->cost_computed) - (t - p->last_end);
    else if (p->under_way > 0)
        left = ((double)(p->count - p->done) - p->under_way) / pace_under_way(p, t);
    else
        left = (double)(p->count - p->done) / rate(p) - (t - p->last_end);
    return isfinite(left) ? fmax(left, 0) : NAN;
}

static double fraction(const lk_progress *p)
{
    double f = p->cost > 0 ? p->cost_done / p->cost
               : p->count  ? ((double)p->done + p->under_way) / (double)p->count
                           : 0;
    return fmin(fmax(f, 0), 1);
}

/* ---- Reports ---------------------------------------------------------------------- */

static void clear(lk_progress *p)
{
    if (p->drawn)
        fputs("\r\033[K", p->options.stream);
    p->drawn = 0;
}

static size_t columns(const lk_progress *p)
{
    struct winsize w = {0};
    if (p->options.columns > 0)
        return (size_t)p->options.columns;
    if (ioctl(fileno(p->options.stream), TIOCGWINSZ, &w) || !w.ws_col)
        return 80;
    return w.ws_col;
}

static size_t shown(const char *utf8)
{
    size_t n = 0;
    for (; *utf8; utf8++)
        n += ((unsigned char)*utf8 & 0xc0) != 0x80;
    return n;
}

static void figures(const lk_progress *p, double t, const char *between, const char *before,
                    char *out, size_t size)
{
    char speed[32] = "", left[32] = "";
    if (isfinite(rate(p)))
        rate_text(rate(p), speed, sizeof speed);
    if (isfinite(eta(p, t)))
        lk_progress_duration(eta(p, t), left, sizeof left);
    snprintf(out, size, "%.0f %%%s%s%s%s%s", floor(100 * fraction(p)), *speed ? between : "", speed,
             *left ? between : "", *left ? before : "", left);
}

static void draw_bar(lk_progress *p, double t)
{
    char head[NAME + 64], tail[128], bar[WIDEST_BAR + 4] = "", line[TEXT];
    size_t room = columns(p) - 1; /* the last column would make some terminals wrap */
    snprintf(head, sizeof head, "%s %zu/%zu", p->phase, p->done, p->count);
    figures(p, t, "  ", "ETA ", tail, sizeof tail);
    size_t used = shown(head) + 2 + shown(tail);
    if (used + NARROWEST_BAR + 4 <= room) {
        size_t wide = room - used - 4;
        wide = wide > WIDEST_BAR ? WIDEST_BAR : wide;
        size_t full = (size_t)((double)wide * fraction(p));
        bar[0] = '[';
        memset(bar + 1, '#', full);
        memset(bar + 1 + full, '.', wide - full);
        memcpy(bar + 1 + wide, "]", 2);
    }
    if (used <= room)
        snprintf(line, sizeof line, "%s%s%s  %s", head, *bar ? "  " : "", bar, tail);
    else
        clean(head, room, line, sizeof line);
    fprintf(p->options.stream, "\r%s\033[K", line);
    p->drawn = 1;
}

static void draw_line(lk_progress *p, double t)
{
    char tail[128], took[32];
    if (p->done >= p->count) {
        lk_progress_duration(t - p->began, took, sizeof took);
        fprintf(p->options.stream, "%s %zu/%zu, after %s\n", p->phase, p->done, p->count, took);
        return;
    }
    figures(p, t, ", ", "ETA ", tail, sizeof tail);
    fprintf(p->options.stream, "%s %zu/%zu, %s\n", p->phase, p->done, p->count, tail);
}

static void emit(lk_progress *p, json_t *event)
{
    if (event && !json_dumpf(event, p->options.stream, JSON_COMPACT | JSON_REAL_PRECISION(6)))
        fputc('\n', p->options.stream);
    json_decref(event);
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(round(value * 1000) / 1000) : json_null();
}

static void emit_progress(lk_progress *p, double t)
{
    emit(p, json_pack("{s:s, s:s, s:I, s:I, s:o, s:o, s:o, s:o}", "event", "progress", "phase",
                      p->phase, "done", (json_int_t)p->done, "count", (json_int_t)p->count,
                      "under_way", number(p->under_way), "elapsed", number(t - p->began), "rate",
                      number(rate(p)), "eta", number(eta(p, t))));
}

static void report(lk_progress *p, int force)
{
    lk_progress_style style = p->options.style;
    double t = p->options.now();
    if (style == LK_PROGRESS_QUIET || !p->count || (!force && t - p->reported < pace[style]))
        return;
    if (style == LK_PROGRESS_BAR)
        draw_bar(p, t);
    else if (style == LK_PROGRESS_LINES)
        draw_line(p, t);
    else
        emit_progress(p, t);
    p->reported = t;
    p->reported_done = p->done;
    fflush(p->options.stream);
}

/* What was not yet told of the phase that ends. */
static void end_phase(lk_progress *p)
{
    if (p->options.style != LK_PROGRESS_BAR && p->reported_done != p->done)
        report(p, 1);
}

static void advance(lk_progress *p, size_t count, double cost)
{
    p->done = count > p->count - p->done ? p->count : p->done + count;
    p->cost_done += cost;
    p->last_end = p->options.now();
    p->under_way = fmax(0, p->under_way - (double)count);
}

/* ---- Interface --------------------------------------------------------------------- */

static int is_terminal(FILE *stream)
{
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && term && strcmp(term, "dumb");
}

lk_progress *lk_progress_open(const lk_progress_options *options)
{
    lk_progress *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    if (options)
        p->options = *options;
    else
        p->options.level = LK_INFO;
    if (!p->options.stream)
        p->options.stream = stderr;
    if (!p->options.now)
        p->options.now = monotonic;
    if (p->options.style == LK_PROGRESS_AUTO)
        p->options.style = is_terminal(p->options.stream) ? LK_PROGRESS_BAR : LK_PROGRESS_LINES;
    p->began = p->last_end = p->reported = p->options.now();
    return p;
}

void lk_progress_start(lk_progress *p, const char *title, double cost)
{
    char text[TEXT];
    if (!p)
        return;
    p->cost = isfinite(cost) && cost > 0 ? cost : 0;
    p->began = p->last_end = p->reported = p->options.now();
    clean(title, SIZE_MAX, text, sizeof text);
    if (p->options.style == LK_PROGRESS_JSON) {
        emit(p, json_pack("{s:s, s:s, s:i}", "event", "start", "title", text, "version", 1));
        fflush(p->options.stream);
    }
}

void lk_progress_phase(lk_progress *p, const char *name, size_t count)
{
    if (!p)
        return;
    end_phase(p);
    clean(name, SIZE_MAX, p->phase, sizeof p->phase);
    p->count = count;
    p->done = p->computed = p->reported_done = 0;
    p->busy = p->under_way = 0;
    p->last_end = p->options.now();
    if (p->options.style == LK_PROGRESS_BAR)
        report(p, 0);
}

void lk_progress_step(lk_progress *p, size_t count, double cost)
{
    if (!p)
        return;
    double before = p->last_end;
    advance(p, count, cost);
    p->computed += count;
    p->busy += p->last_end - before;
    p->cost_computed += cost;
    p->cost_busy += p->last_end - before;
    report(p, 0);
}

void lk_progress_found(lk_progress *p, size_t count, double cost)
{
    if (!p)
        return;
    advance(p, count, cost);
    report(p, 0);
}

void lk_progress_tick(lk_progress *p, double under_way)
{
    if (!p)
        return;
    p->under_way = under_way;
    report(p, 0);
}

static const char *level_name(int level)
{
    return level >= LK_WARNING ? "warning" : level == LK_INFO ? "info" : "debug";
}

/* A line of its own, above the status line. */
static void say(lk_progress *p, const char *before, const char *text)
{
    int drawn = p->drawn;
    clear(p);
    fprintf(p->options.stream, "%s%s\n", before, text);
    if (drawn)
        draw_bar(p, p->options.now());
    fflush(p->options.stream);
}

void lk_progress_log(lk_progress *p, int level, const char *text)
{
    char line[TEXT];
    if (!p || p->options.style == LK_PROGRESS_QUIET)
        return;
    clean(text, SIZE_MAX, line, sizeof line);
    if (p->options.style == LK_PROGRESS_JSON) {
        emit(p, json_pack("{s:s, s:s, s:s}", "event", "log", "level", level_name(level), "text",
                          line));
        fflush(p->options.stream);
    } else if (level >= p->options.level) {
        say(p, level >= LK_WARNING ? "warning: " : "", line);
    }
}

void lk_progress_failure(lk_progress *p, const char *where, const char *reason)
{
    char place[TEXT], why[TEXT], line[2 * TEXT + 16];
    if (!p)
        return;
    p->failures++;
    if (p->options.style == LK_PROGRESS_QUIET)
        return;
    clean(where, SIZE_MAX, place, sizeof place);
    clean(reason, SIZE_MAX, why, sizeof why);
    if (p->options.style == LK_PROGRESS_JSON) {
        emit(p, json_pack("{s:s, s:s, s:s}", "event", "failure", "where", place, "reason", why));
        fflush(p->options.stream);
        return;
    }
    snprintf(line, sizeof line, "%s: %s", place, why);
    say(p, "failed: ", line);
}

static const char *status_name(int code)
{
    static const char *const names[] = {"done", "failed cells", "error", "interrupted"};
    return code >= 0 && code < 4 ? names[code] : "error";
}

void lk_progress_end(lk_progress *p, int code)
{
    if (!p)
        return;
    end_phase(p);
    clear(p);
    if (p->options.style == LK_PROGRESS_JSON)
        emit(p, json_pack("{s:s, s:s, s:o, s:I}", "event", "end", "status", status_name(code),
                          "elapsed", number(p->options.now() - p->began), "failures",
                          (json_int_t)p->failures));
    p->count = 0;
    fflush(p->options.stream);
}

void lk_progress_close(lk_progress *p)
{
    if (!p)
        return;
    clear(p);
    fflush(p->options.stream);
    free(p);
}
