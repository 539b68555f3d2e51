/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "message.h"

/* Byte by byte, as nothing that follows the line may be taken with it. */
static lk_status hear_line(program *p, lk_context *ctx, char line[MESSAGE_LINE])
{
    for (size_t have = 0; have < MESSAGE_LINE; have++) {
        size_t n;
        lk_status status = program_hear(p, ctx, line + have, 1, &n);
        if (status)
            return status;
        if (line[have] == '\n') {
            line[have] = 0;
            return LK_OK;
        }
        if (line[have] < ' ' || line[have] > '~')
            line[have] = '?';
    }
    return program_fail(p, ctx, "answered a line of more than %d bytes: `%.40s...`", MESSAGE_LINE,
                        line);
}

lk_status message_exchange(program *p, lk_context *ctx, const char *line, const lk_tensor *arrays,
                           size_t count, char answer[MESSAGE_LINE])
{
    lk_status status = program_begin(p, ctx);
    if (!status)
        status = program_tell(p, ctx, line, strlen(line));
    for (size_t i = 0; !status && i < count; i++)
        status = array_tell(p, ctx, &arrays[i]);
    return status ? status : hear_line(p, ctx, answer);
}

const char *message_after(const char *line, const char *verb)
{
    size_t n = strlen(verb);
    if (strncmp(line, verb, n) || (line[n] && line[n] != ' '))
        return NULL;
    return line + n + (line[n] == ' ');
}

lk_status message_refusal(program *p, lk_context *ctx, const char *line)
{
    const char *error = message_after(line, "error"), *missing = message_after(line, "missing");
    lk_status status = error || missing ? program_end(p, ctx) : LK_OK;
    if (status || (!error && !missing))
        return status;
    if (missing)
        return lk_error(ctx, LK_MISSING, "%s", *missing ? missing : "the program does not say why");
    return lk_error(ctx, LK_E_FAIL, "the program `%s` says: %s", p->name,
                    *error ? error : "an error");
}

lk_status message_unknown(program *p, lk_context *ctx, const char *line, const char *known)
{
    return program_fail(p, ctx, "answered `%.80s`, which begins with none of %s", line, known);
}
