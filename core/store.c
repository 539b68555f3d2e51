/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "paths.h"

enum { APPLICATION_ID = 0x4c4b5331, VERSION = 1, BUSY_MS = 60000 };

enum { GET, HAS, PUT, TOUCH, STATEMENTS };

static const char *const statement_text[STATEMENTS] = {
    [GET] = "SELECT data FROM artefacts WHERE key = ?1",
    [HAS] = "SELECT 1 FROM artefacts WHERE key = ?1",
    [PUT] = ("INSERT INTO artefacts(key, kind, created, used, size, data) "
             "VALUES(?1, ?2, ?3, ?3, ?4, ?5) "
             "ON CONFLICT(key) DO UPDATE SET used = excluded.used"),
    [TOUCH] = "UPDATE artefacts SET used = ?2 WHERE key = ?1",
};

struct lk_store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char *path;
};

static lk_status failed(lk_store *s, lk_fault *fault)
{
    int code = sqlite3_extended_errcode(s->db);
    const char *why = sqlite3_errmsg(s->db);
    if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE) {
        lk_fault_set(fault,
                     "the store %s cannot grow (a failing disk, a quota or a limit on file "
                     "sizes?): name another with --store; what is stored is safe, and the run "
                     "can go on from it",
                     s->path);
        return LK_E_IO;
    }
    switch (code & 0xff) {
    case SQLITE_FULL:
        lk_fault_set(fault,
                     "the disk of the store %s is full: free some space, or name another "
                     "with --store; what is stored is safe, and the run can go on from it",
                     s->path);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        lk_fault_set(fault, "the store %s is damaged (%s): move it away and run again", s->path,
                     why);
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        lk_fault_set(fault, "the store %s cannot be written (%s): name another with --store",
                     s->path, why);
        break;
    default:
        lk_fault_set(fault, "the store %s: %s", s->path, why);
    }
    return LK_E_IO;
}

static int run(lk_store *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL);
}

static int64_t pragma(lk_store *s, const char *sql)
{
    sqlite3_stmt *q;
    int64_t value = -1;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        value = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return value;
}

static lk_status create(lk_store *s, lk_fault *fault)
{
    char sql[160];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             APPLICATION_ID, VERSION);
    if (run(s, "PRAGMA auto_vacuum = INCREMENTAL;") || run(s, "BEGIN IMMEDIATE;") ||
        run(s, "CREATE TABLE IF NOT EXISTS artefacts(key BLOB PRIMARY KEY, kind TEXT NOT NULL, "
               "created INTEGER NOT NULL, used INTEGER NOT NULL, size INTEGER NOT NULL, "
               "data BLOB NOT NULL); CREATE INDEX IF NOT EXISTS by_use ON artefacts(used);") ||
        run(s, sql) || run(s, "COMMIT;"))
        return failed(s, fault);
    return LK_OK;
}

static lk_status check_version(lk_store *s, int write, lk_fault *fault)
{
    /* One snapshot: another process may be making it. */
    if (run(s, "BEGIN"))
        return failed(s, fault);
    int64_t id = pragma(s, "PRAGMA application_id"), version = pragma(s, "PRAGMA user_version");
    int64_t things = pragma(s, "SELECT count(*) FROM sqlite_master");
    if (id < 0 || version < 0 || things < 0)
        return failed(s, fault);
    run(s, "COMMIT");
    if (id == 0 && version == 0 && things == 0 && write)
        return create(s, fault);
    if (id != APPLICATION_ID) {
        lk_fault_set(fault, "%s is not a Likeness store: name another with --store", s->path);
        return LK_E_INPUT;
    }
    if (version != VERSION) {
        lk_fault_set(fault,
                     "the store %s has version %lld, this program reads %d: name another "
                     "with --store",
                     s->path, (long long)version, VERSION);
        return LK_E_INPUT;
    }
    return LK_OK;
}

/* The change of journal begins as a read and then asks to write, a step at
 * which SQLite does not wait for another writer by itself. */
static int log_ahead(lk_store *s)
{
    int code, waited = 0;
    while ((code = run(s, "PRAGMA journal_mode = WAL;")) == SQLITE_BUSY && waited < BUSY_MS)
        waited += sqlite3_sleep(10);
    return code ? code : run(s, "PRAGMA synchronous = NORMAL;");
}

static lk_status prepare(lk_store *s, int write, lk_fault *fault)
{
    sqlite3_busy_timeout(s->db, BUSY_MS);
    lk_status status = check_version(s, write, fault);
    if (status)
        return status;
    if (write && log_ahead(s))
        return failed(s, fault);
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(s->db, statement_text[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &s->statements[i], NULL))
            return failed(s, fault);
    return LK_OK;
}

static char *default_path(void)
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char path[4096];
    if (xdg && *xdg == '/')
        snprintf(path, sizeof path, "%s/likeness/store.db", xdg);
    else
        snprintf(path, sizeof path, "%s/.cache/likeness/store.db", home ? home : "");
    return strdup(path);
}

static int make_parent(const char *path, lk_fault *fault)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path || (size_t)(slash - path) >= sizeof folder)
        return 0;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = 0;
    return lk_make_folder(folder, fault);
}

lk_store *lk_store_open(const char *path, int write, lk_fault *fault)
{
    lk_store *s = calloc(1, sizeof *s);
    if (!s || !(s->path = path ? strdup(path) : default_path())) {
        lk_fault_set(fault, "out of memory");
        free(s);
        return NULL;
    }
    int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    if (write && make_parent(s->path, fault)) {
        lk_store_close(s);
        return NULL;
    }
    lk_status status = sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL)
                           ? failed(s, fault)
                           : prepare(s, write, fault);
    if (!status && !write && run(s, "PRAGMA query_only = 1;"))
        status = failed(s, fault);
    if (!status)
        return s;
    lk_store_close(s);
    return NULL;
}

void lk_store_close(lk_store *s)
{
    if (!s)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    free(s->path);
    free(s);
}

const char *lk_store_path(const lk_store *s)
{
    return s->path;
}

static sqlite3_stmt *with_key(lk_store *s, int which, const lk_key *key)
{
    sqlite3_stmt *q = s->statements[which];
    sqlite3_bind_blob(q, 1, key->bytes, sizeof key->bytes, SQLITE_STATIC);
    return q;
}

lk_status lk_store_get(lk_store *s, const lk_key *key, void **data, size_t *size, lk_fault *fault)
{
    sqlite3_stmt *q = with_key(s, GET, key);
    int step = sqlite3_step(q);
    lk_status status = step == SQLITE_DONE ? LK_MISSING : LK_OK;
    if (step == SQLITE_ROW) {
        *size = (size_t)sqlite3_column_bytes(q, 0);
        *data = malloc(*size + 1);
        if (*data && *size)
            memcpy(*data, sqlite3_column_blob(q, 0), *size);
        if (!*data) {
            lk_fault_set(fault, "out of memory");
            status = LK_E_MEMORY;
        }
    } else if (step != SQLITE_DONE) {
        status = failed(s, fault);
    }
    sqlite3_reset(q);
    return status;
}

lk_status lk_store_has(lk_store *s, const lk_key *key, lk_fault *fault)
{
    sqlite3_stmt *q = with_key(s, HAS, key);
    int step = sqlite3_step(q);
    lk_status status = step == SQLITE_ROW    ? LK_OK
                       : step == SQLITE_DONE ? LK_MISSING
                                             : failed(s, fault);
    sqlite3_reset(q);
    return status;
}

lk_status lk_store_put(lk_store *s, const lk_key *key, const char *kind, const void *data,
                       size_t size, lk_fault *fault)
{
    sqlite3_stmt *q = with_key(s, PUT, key);
    sqlite3_bind_text(q, 2, kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 3, time(NULL));
    sqlite3_bind_int64(q, 4, (sqlite3_int64)size);
    sqlite3_bind_blob64(q, 5, size ? data : "", size, SQLITE_STATIC);
    lk_status status = sqlite3_step(q) == SQLITE_DONE ? LK_OK : failed(s, fault);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    return status;
}

lk_status lk_store_touch(lk_store *s, const lk_key *keys, size_t count, lk_fault *fault)
{
    if (run(s, "BEGIN IMMEDIATE"))
        return failed(s, fault);
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *q = with_key(s, TOUCH, &keys[i]);
        sqlite3_bind_int64(q, 2, time(NULL));
        int step = sqlite3_step(q);
        sqlite3_reset(q);
        if (step != SQLITE_DONE) {
            lk_status status = failed(s, fault);
            run(s, "ROLLBACK");
            return status;
        }
    }
    if (!run(s, "COMMIT"))
        return LK_OK;
    lk_status status = failed(s, fault);
    run(s, "ROLLBACK");
    return status;
}

lk_status lk_store_info(lk_store *s, lk_store_info_fn fn, void *user, lk_fault *fault)
{
    sqlite3_stmt *q;
    int step;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT kind, count(*), sum(size) FROM artefacts GROUP BY kind "
                           "ORDER BY kind",
                           -1, &q, NULL))
        return failed(s, fault);
    while ((step = sqlite3_step(q)) == SQLITE_ROW)
        fn(user, (const char *)sqlite3_column_text(q, 0), (uint64_t)sqlite3_column_int64(q, 1),
           (uint64_t)sqlite3_column_int64(q, 2));
    sqlite3_finalize(q);
    return step == SQLITE_DONE ? LK_OK : failed(s, fault);
}

lk_status lk_store_gc(lk_store *s, int64_t older_than, uint64_t max_bytes, uint64_t *dropped,
                      lk_fault *fault)
{
    /* Artefacts by last use, newest first, each with the bytes up to and with
     * it: those beyond the bound, or too old, go. */
    static const char sql[] =
        "DELETE FROM artefacts WHERE used < ?1 OR key IN (SELECT key FROM (SELECT key, "
        "sum(size) OVER (ORDER BY used DESC, key) AS upto FROM artefacts) WHERE upto > ?2)";
    sqlite3_stmt *q;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL))
        return failed(s, fault);
    sqlite3_bind_int64(q, 1, older_than > 0 ? time(NULL) - older_than : INT64_MIN);
    sqlite3_bind_int64(q, 2, max_bytes > INT64_MAX ? INT64_MAX : (sqlite3_int64)max_bytes);
    int step = sqlite3_step(q);
    sqlite3_finalize(q);
    if (step != SQLITE_DONE)
        return failed(s, fault);
    *dropped = (uint64_t)sqlite3_changes64(s->db);
    if (run(s, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);"))
        return failed(s, fault);
    return LK_OK;
}
