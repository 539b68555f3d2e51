/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "catalogue.h"
#include "crew.h"
#include "task.h"
#include "utf8.h"

/* Scanning: from folders to a catalogue, by a worker that loads each file. */

enum { SCAN_SECONDS = 20, SCAN_LIMIT = 4096, SETTLED_SECONDS = 2 };

/* ---- Workers' replies ------------------------------------------------------------------------ */

/* A scan, with the replies of workers as they came. */
typedef struct scanning {
    lk_catalogue *catalogue;
    lk_pack replies;
} scanning;

static void request(void *user, size_t i, lk_pack *out)
{
    const lk_catalogue *c = ((const scanning *)user)->catalogue;
    lk_pack_u64(out, LK_TASK_DESCRIBE_FILE);
    lk_pack_text(out, c->entries[i].path);
}

/* Why a file cannot be used. Some of it is the file's own words, so that they are
 * made one harmless line. */
static const char *reason_line(lk_catalogue *c, const char *text)
{
    char *clean = lk_utf8_clean(text ? text : "");
    char *line = clean ? lk_arena_text(c->arena, clean) : NULL;
    free(clean);
    for (char *at = line; at && *at; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    return line ? line : "out of memory";
}

/* Take a worker's reply about entry i; NULL: it gave none. */
static void take(lk_catalogue *c, size_t i, const void *bytes, size_t size, const char *reason)
{
    lk_entry *e = &c->entries[i];
    lk_unpack u = lk_unpack_over(bytes, size);
    if (!bytes) {
        e->problem = reason_line(c, lk_arena_format(c->arena, "%s: %s", e->path, reason));
        return;
    }
    if (lk_unpack_u64(&u) != LK_OK) {
        e->problem = reason_line(c, lk_unpack_text(&u));
        return;
    }
    lk_unpack_text(&u);
    lk_entry_unpack(c, &u, e);
    if (u.bad)
        e->problem = lk_arena_format(c->arena, "%s: its description cannot be read", e->path);
}

static lk_status described(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                           lk_fault *fault)
{
    scanning *s = user;
    (void)fault;
    take(s->catalogue, i, bytes, size, reason);
    if (bytes) {
        lk_pack_u64(&s->replies, i);
        lk_pack_bytes(&s->replies, bytes, size);
    }
    return LK_OK;
}

static int is_object(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 3 && *d->d_name != '.' && !strcmp(d->d_name + n - 3, ".so");
}

static int add_folder(lk_catalogue *c, const char *folder)
{
    struct dirent **names;
    int n = scandir(folder, &names, is_object, alphasort);
    if (n < 0)
        return 0;
    lk_entry *grown = lk_arena_array(c->arena, c->count + (size_t)n, sizeof *grown);
    if (c->count)
        memcpy(grown, c->entries, c->count * sizeof *grown);
    c->entries = grown;
    for (int i = 0; i < n; i++) {
        if (c->count < SCAN_LIMIT)
            grown[c->count++].path = lk_arena_format(c->arena, "%s/%s", folder, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return 0;
}

static void hide_doubles(lk_catalogue *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < i && !c->entries[i].problem; j++)
            if (!c->entries[j].problem &&
                c->entries[j].plugin.stage == c->entries[i].plugin.stage &&
                !strcmp(c->entries[j].plugin.name, c->entries[i].plugin.name))
                c->entries[i].problem = lk_arena_format(
                    c->arena,
                    "%s: hidden by %s, which has the same stage and name and is found "
                    "first",
                    c->entries[i].path, c->entries[j].path);
}

static int describe_all(scanning *s, lk_fault *fault)
{
    lk_crew *crew =
        lk_crew_open(&(lk_crew_options){.workers = 1, .task_seconds = SCAN_SECONDS}, fault);
    if (!crew)
        return -1;
    lk_status status = lk_crew_run(
        crew,
        &(lk_crew_run_options){
            .count = s->catalogue->count, .request = request, .done = described, .user = s},
        fault);
    lk_crew_close(crew);
    return status ? -1 : 0;
}

/* ---- Descriptions of an earlier scan --------------------------------------------------------- */

static int add_state(lk_digest *d, const char *path, int64_t before)
{
    struct stat st;
    if (stat(path, &st) || st.st_ctim.tv_sec >= before)
        return -1;
    lk_digest_text(d, path);
    const uint64_t state[] = {(uint64_t)st.st_dev,          (uint64_t)st.st_ino,
                              (uint64_t)st.st_size,         (uint64_t)st.st_mtim.tv_sec,
                              (uint64_t)st.st_mtim.tv_nsec, (uint64_t)st.st_ctim.tv_sec,
                              (uint64_t)st.st_ctim.tv_nsec};
    for (size_t i = 0; i < sizeof state / sizeof *state; i++)
        lk_digest_u64(d, state[i]);
    return 0;
}

/* The state of this program and of all files that were found. -1 where it does
 * not stand for what is in them: a file is not to be trusted, or so young that it
 * could change once more within one tick of the clock. */
static int state_key(const lk_catalogue *c, lk_key *key)
{
    int64_t before = (int64_t)time(NULL) - SETTLED_SECONDS;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "plugins");
    if (add_state(&d, "/proc/self/exe", before))
        return -1;
    for (size_t i = 0; i < c->count; i++)
        if (lk_trust(c->entries[i].path, NULL) || add_state(&d, c->entries[i].path, before))
            return -1;
    lk_digest_end(&d, key);
    return 0;
}

static int recall(lk_catalogue *c, lk_store *store, const lk_key *key)
{
    void *data;
    size_t size, taken = 0;
    if (lk_store_get(store, key, &data, &size, NULL))
        return -1;
    lk_unpack u = lk_unpack_over(data, size);
    while (!u.bad && u.at < u.size) {
        size_t length, i = (size_t)lk_unpack_u64(&u);
        const void *bytes = lk_unpack_bytes(&u, &length);
        if (u.bad || i >= c->count || c->entries[i].plugin.name)
            break;
        take(c, i, bytes, length, "");
        taken += !c->entries[i].problem;
    }
    free(data);
    if (taken == c->count) {
        lk_store_touch(store, key, 1, NULL); /* if it cannot be, gc will drop it sooner */
        return 0;
    }
    for (size_t i = 0; i < c->count; i++)
        c->entries[i] = (lk_entry){.path = c->entries[i].path};
    return -1;
}

/* Never failures: what is mended outside of the file would stay refused. */
static void keep(const scanning *s, lk_store *store, const lk_key *key)
{
    for (size_t i = 0; i < s->catalogue->count; i++)
        if (s->catalogue->entries[i].problem)
            return;
    if (!s->replies.bad)
        lk_store_put(store, key, "plugins", s->replies.bytes, s->replies.size, NULL);
}

static int describe(lk_catalogue *c, lk_store *store, lk_fault *fault)
{
    scanning s = {.catalogue = c};
    lk_key key;
    int settled = store && c->count && !state_key(c, &key);
    if (settled && !recall(c, store, &key))
        return 0;
    int rc = describe_all(&s, fault);
    if (settled && !rc)
        keep(&s, store, &key);
    lk_pack_free(&s.replies);
    return rc;
}

/* ---- The whole ------------------------------------------------------------------------------- */

int lk_catalogue_scan(lk_catalogue *c, const char *const *folders, lk_store *store, lk_fault *fault)
{
    *c = (lk_catalogue){.arena = lk_arena_new(0)};
    if (!c->arena)
        return -1;
    for (size_t i = 0; folders[i]; i++)
        add_folder(c, folders[i]);
    if (describe(c, store, fault))
        return -1;
    hide_doubles(c);
    return 0;
}

int lk_catalogue_scan_file(lk_catalogue *c, const char *path, lk_fault *fault)
{
    *c = (lk_catalogue){.arena = lk_arena_new(0)};
    if (!c->arena || !(c->entries = lk_arena_array(c->arena, 1, sizeof *c->entries)))
        return -1;
    c->entries[c->count++].path = lk_arena_text(c->arena, path);
    return describe(c, NULL, fault);
}
