/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/store.h"

static lk_key key_of(uint64_t n)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_u64(&d, n);
    lk_digest_end(&d, &key);
    return key;
}

static lk_store *open_store(const char *path, int write)
{
    lk_fault fault = {""};
    lk_store *s = lk_store_open(path, write, &fault);
    if (!s)
        fail_msg("%s", fault.text);
    return s;
}

static const char *not_opened(const char *path, int write)
{
    static lk_fault fault;
    fault.text[0] = 0;
    assert_null(lk_store_open(path, write, &fault));
    return fault.text;
}

static lk_status put(lk_store *s, uint64_t n, const char *kind, const void *data, size_t size,
                     lk_fault *fault)
{
    lk_key key = key_of(n);
    return lk_store_put(s, &key, kind, data, size, fault);
}

static void must_put(lk_store *s, uint64_t n, const char *kind, const char *text)
{
    lk_fault fault = {""};
    if (put(s, n, kind, text, strlen(text), &fault))
        fail_msg("%s", fault.text);
}

static void assert_has(lk_store *s, uint64_t n, const char *text)
{
    lk_fault fault = {""};
    lk_key key = key_of(n);
    void *data = NULL;
    size_t size = 0;
    lk_status status = lk_store_get(s, &key, &data, &size, &fault);
    assert_int_equal(lk_store_has(s, &key, &fault), text ? LK_OK : LK_MISSING);
    assert_int_equal(status, text ? LK_OK : LK_MISSING);
    if (!text)
        return;
    assert_int_equal(size, strlen(text));
    assert_memory_equal(data, text, size);
    free(data);
}

/* ---- Putting and getting ------------------------------------------------------------ */

static void what_was_put_can_be_had(void **state)
{
    lk_fault fault = {""};
    (void)state;
    lk_store *s = open_store(scene_path("a/b/store.db"), 1);
    assert_string_equal(lk_store_path(s), scene_path("a/b/store.db"));
    must_put(s, 1, "map", "one");
    assert_int_equal(put(s, 2, "map", "\0\1\0", 3, &fault), LK_OK);
    assert_int_equal(put(s, 3, "map", NULL, 0, &fault), LK_OK);
    assert_has(s, 1, "one");
    assert_has(s, 3, "");
    assert_has(s, 4, NULL);
    lk_store_close(s);
    s = open_store(scene_path("a/b/store.db"), 0);
    assert_has(s, 1, "one");
    lk_store_close(s);
}

static void the_first_of_two_puts_stays(void **state)
{
    (void)state;
    lk_store *s = open_store(scene_path("first.db"), 1);
    must_put(s, 1, "map", "first");
    must_put(s, 1, "map", "second");
    assert_has(s, 1, "first");
    lk_store_close(s);
}

static void a_reader_cannot_write(void **state)
{
    lk_fault fault = {""};
    (void)state;
    lk_store_close(open_store(scene_path("reader.db"), 1));
    lk_store *s = open_store(scene_path("reader.db"), 0);
    assert_int_equal(put(s, 1, "map", "x", 1, &fault), LK_E_IO);
    assert_says(fault.text, "reader.db cannot be written");
    lk_store_close(s);
}

static void the_default_is_in_the_cache_folder(void **state)
{
    (void)state;
    setenv("XDG_CACHE_HOME", scene_path("cache"), 1);
    lk_store *s = open_store(NULL, 1);
    assert_string_equal(lk_store_path(s), scene_path("cache/likeness/store.db"));
    lk_store_close(s);
    unsetenv("XDG_CACHE_HOME");
}

/* ---- Keeping it in hand --------------------------------------------------------------- */

static void add_up(void *user, const char *kind, uint64_t count, uint64_t bytes)
{
    char *text = user;
    sprintf(text + strlen(text), "%s %d %d;", kind, (int)count, (int)bytes);
}

static void assert_info(lk_store *s, const char *want)
{
    char text[200] = "";
    lk_fault fault = {""};
    assert_int_equal(lk_store_info(s, add_up, text, &fault), LK_OK);
    assert_string_equal(text, want);
}

static void info_counts_by_kind_in_order(void **state)
{
    (void)state;
    lk_store *s = open_store(scene_path("info.db"), 1);
    assert_info(s, "");
    must_put(s, 1, "map", "12345");
    must_put(s, 2, "faces", "1");
    must_put(s, 3, "map", "123");
    assert_info(s, "faces 1 1;map 2 8;");
    lk_store_close(s);
}

/* Make an artefact as old as this many seconds, behind the store's back. */
static void age(const char *path, uint64_t n, int seconds)
{
    sqlite3 *db;
    sqlite3_stmt *q;
    lk_key key = key_of(n);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE artefacts SET used = used - ?1 WHERE key = ?2",
                                        -1, &q, NULL),
                     SQLITE_OK);
    sqlite3_bind_int(q, 1, seconds);
    sqlite3_bind_blob(q, 2, key.bytes, 32, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(q), SQLITE_DONE);
    sqlite3_finalize(q);
    sqlite3_close(db);
}

static uint64_t gc(lk_store *s, int64_t older_than, uint64_t max_bytes)
{
    uint64_t dropped = 99;
    lk_fault fault = {""};
    if (lk_store_gc(s, older_than, max_bytes, &dropped, &fault))
        fail_msg("%s", fault.text);
    return dropped;
}

static void gc_drops_what_is_old_unless_it_was_touched(void **state)
{
    lk_fault fault = {""};
    (void)state;
    const char *path = scene_path("old.db");
    lk_store *s = open_store(path, 1);
    for (uint64_t i = 1; i <= 3; i++)
        must_put(s, i, "map", "text");
    age(path, 1, 1000);
    age(path, 2, 1000);
    lk_key keys[2] = {key_of(2), key_of(77)}; /* one that is not there does no harm */
    assert_int_equal(lk_store_touch(s, keys, 2, &fault), LK_OK);
    assert_int_equal(gc(s, 500, UINT64_MAX), 1);
    assert_has(s, 1, NULL);
    assert_has(s, 2, "text");
    assert_has(s, 3, "text");
    assert_int_equal(gc(s, 0, UINT64_MAX), 0);
    lk_store_close(s);
}

static void gc_drops_the_oldest_until_it_fits(void **state)
{
    (void)state;
    const char *path = scene_path("large.db");
    lk_store *s = open_store(path, 1);
    for (uint64_t i = 1; i <= 4; i++) {
        must_put(s, i, "map", "0123456789");
        age(path, i, (int)(100 * i));
    }
    assert_int_equal(gc(s, 0, 25), 2);
    assert_has(s, 1, "0123456789");
    assert_has(s, 2, "0123456789");
    assert_has(s, 3, NULL);
    assert_int_equal(gc(s, 0, 0), 2);
    assert_info(s, "");
    lk_store_close(s);
}

static void gc_gives_the_space_back(void **state)
{
    static char large[1 << 20];
    lk_fault fault = {""};
    struct stat before, after;
    (void)state;
    const char *path = scene_path("space.db");
    lk_store *s = open_store(path, 1);
    for (uint64_t i = 0; i < 4; i++)
        assert_int_equal(put(s, i, "map", large, sizeof large, &fault), LK_OK);
    lk_store_close(s);
    stat(path, &before);
    s = open_store(path, 1);
    gc(s, 0, 0);
    lk_store_close(s);
    stat(path, &after);
    assert_true(before.st_size > 4 << 20);
    assert_true(after.st_size < 1 << 18);
}

/* ---- Several processes ------------------------------------------------------------------ */

enum { PROCESSES = 4, EACH = 60 };

/* A child: open and put its share; 0 when all went well. */
static pid_t writer(const char *path, uint64_t first)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    lk_fault fault = {""};
    lk_store *s = lk_store_open(path, 1, &fault);
    lk_status status = s ? LK_OK : LK_E_IO;
    for (uint64_t i = 0; !status && i < EACH; i++)
        status = put(s, first + i, "map", "shared", 6, &fault);
    if (status)
        fprintf(stderr, "%s\n", fault.text);
    lk_store_close(s);
    _exit(status ? 1 : 0);
}

static void processes_that_begin_at_once_share_one_store(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        char name[32], want[32];
        pid_t pids[PROCESSES];
        snprintf(name, sizeof name, "shared%d.db", round);
        for (int i = 0; i < PROCESSES; i++) /* half of what they put is the same */
            pids[i] = writer(scene_path(name), (uint64_t)i * EACH / 2);
        for (int i = 0; i < PROCESSES; i++) {
            int status;
            assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
            assert_int_equal(status, 0);
        }
        lk_store *s = open_store(scene_path(name), 0);
        int count = (PROCESSES - 1) * EACH / 2 + EACH;
        snprintf(want, sizeof want, "map %d %d;", count, count * 6);
        assert_info(s, want);
        lk_store_close(s);
    }
}

/* A child that may write the file for a while, with the journal that a new file
 * has, and says when it has begun. */
static pid_t holder(const char *path, int fd)
{
    const struct timespec pause = {.tv_nsec = 300000000};
    pid_t pid = fork();
    if (pid)
        return pid;
    sqlite3 *db;
    int bad = sqlite3_open(path, &db) ||
              sqlite3_exec(db, "PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE;", NULL, NULL, NULL);
    bad |= write(fd, &bad, sizeof bad) != sizeof bad;
    nanosleep(&pause, NULL);
    _exit(bad);
}

static void a_writer_is_waited_for(void **state)
{
    (void)state;
    const char *path = scene_path("held.db");
    for (int there = 0; there < 2; there++) { /* a file that is made now, one that is a store */
        int fds[2], bad, status;
        assert_int_equal(pipe(fds), 0);
        pid_t pid = holder(path, fds[1]);
        assert_int_equal(read(fds[0], &bad, sizeof bad), sizeof bad);
        assert_int_equal(bad, 0);
        lk_store *s = open_store(path, 1);
        must_put(s, 1, "map", "after the writer");
        lk_store_close(s);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
        close(fds[0]);
        close(fds[1]);
    }
}

/* A child that puts without end and says each number once it is safe. */
static pid_t endless_writer(const char *path, int fd)
{
    static char data[20000];
    pid_t pid = fork();
    if (pid)
        return pid;
    lk_store *s = lk_store_open(path, 1, NULL);
    for (uint64_t i = 0; s; i++) {
        memset(data, (int)i, sizeof data);
        if (put(s, i, "map", data, sizeof data, NULL) || write(fd, &i, sizeof i) != sizeof i)
            break;
    }
    _exit(1);
}

static void a_writer_that_is_killed_loses_nothing_it_was_told_is_safe(void **state)
{
    (void)state;
    for (int round = 0; round < 8; round++) {
        char name[32];
        int fds[2], status;
        uint64_t i, last = 0;
        const struct timespec pause = {.tv_nsec = 15000000 + round * 9000000};
        snprintf(name, sizeof name, "killed%d.db", round);
        assert_int_equal(pipe(fds), 0);
        pid_t pid = endless_writer(scene_path(name), fds[1]);
        close(fds[1]);
        assert_int_equal(read(fds[0], &i, sizeof i), sizeof i);
        nanosleep(&pause, NULL);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        while (read(fds[0], &i, sizeof i) == sizeof i)
            last = i;
        close(fds[0]);
        lk_store *s = open_store(scene_path(name), 1);
        for (i = 0; i <= last; i++) {
            lk_key key = key_of(i);
            void *data;
            size_t size;
            assert_int_equal(lk_store_get(s, &key, &data, &size, NULL), LK_OK);
            assert_int_equal(size, 20000);
            assert_int_equal(((unsigned char *)data)[19999], i & 0xff);
            free(data);
        }
        must_put(s, 1000000, "map", "goes on");
        lk_store_close(s);
    }
}

/* ---- What is wrong -------------------------------------------------------------------- */

static void overwrite(const char *path, long at, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, size, at), (ssize_t)size);
    close(fd);
}

static void a_file_of_something_else_is_refused(void **state)
{
    char text[2001];
    (void)state;
    memset(text, 'x', 2000);
    text[2000] = 0;
    assert_says(not_opened(scene_write("text.db", text), 1), "text.db", "move it away");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(scene_path("other.db"), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE recipes(name)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_says(not_opened(scene_path("other.db"), 1), "other.db is not a Likeness store",
                "name another with --store");
}

static void a_newer_version_is_refused_with_both(void **state)
{
    sqlite3 *db;
    (void)state;
    lk_store_close(open_store(scene_path("newer.db"), 1));
    assert_int_equal(sqlite3_open(scene_path("newer.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 9", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_says(not_opened(scene_path("newer.db"), 1),
                "newer.db has version 9, this program reads 1: name another with --store");
}

static void a_damaged_store_gets_one_clear_sentence(void **state)
{
    static char noise[4096];
    lk_fault fault = {""};
    (void)state;
    const char *path = scene_path("damaged.db");
    lk_store *s = open_store(path, 1);
    for (uint64_t i = 0; i < 300; i++)
        must_put(s, i, "map", "some text that fills pages, so that there is a tree of them");
    lk_store_close(s);
    memset(noise, 0x5a, sizeof noise);
    for (long page = 2; page < 16; page++)
        overwrite(path, page * 4096, noise, sizeof noise);
    s = lk_store_open(path, 1, &fault);
    for (uint64_t i = 0; s && !*fault.text && i < 300; i++) {
        lk_key key = key_of(i);
        void *data;
        size_t size;
        if (!lk_store_get(s, &key, &data, &size, &fault))
            free(data);
    }
    lk_store_close(s);
    assert_says(fault.text, "damaged.db is damaged", "move it away and run again");
}

static void a_cut_store_gets_one_clear_sentence(void **state)
{
    (void)state;
    const char *path = scene_path("cut.db");
    lk_store *s = open_store(path, 1);
    must_put(s, 1, "map", "text");
    lk_store_close(s);
    assert_int_equal(truncate(path, 700), 0);
    assert_says(not_opened(path, 1), "cut.db", "move it away and run again");
}

static void a_store_that_is_not_there_is_not_made_by_a_reader(void **state)
{
    (void)state;
    assert_says(not_opened(scene_path("absent.db"), 0), "absent.db");
    assert_int_not_equal(access(scene_path("absent.db"), F_OK), 0);
}

static void a_folder_that_cannot_be_written_is_named(void **state)
{
    (void)state;
    if (geteuid() == 0) { /* root writes where it likes, but not below a file */
        scene_write("file", "");
        assert_says(not_opened(scene_path("file/store.db"), 1), "file is in the way");
        return;
    }
    chmod(scene_folder("locked"), 0555);
    assert_says(not_opened(scene_path("locked/store.db"), 1), "locked/store.db cannot be written",
                "name another with --store");
    chmod(scene_path("locked"), 0755);
}

static void a_folder_in_its_place_is_named(void **state)
{
    (void)state;
    assert_says(not_opened(scene_folder("folder.db"), 1), "folder.db cannot be written",
                "name another with --store");
}

/* ---- A disk that is full ----------------------------------------------------------------- */

/* Put until it fails; how many went well. */
static uint64_t fill(lk_store *s, lk_fault *fault)
{
    static char block[8000];
    uint64_t i = 100;
    while (i < 10000 && !put(s, i, "map", block, sizeof block, fault))
        i++;
    return i - 100;
}

static int is_full_sentence(const char *text)
{
    return strstr(text, "the disk of the store") && strstr(text, "is full: free some space") &&
           strstr(text, "what is stored is safe");
}

static void a_limit_on_file_sizes_says_that_the_store_cannot_grow(void **state)
{
    int status;
    (void)state;
    const char *path = scene_path("limited.db");
    lk_store *s = open_store(path, 1);
    must_put(s, 1, "map", "before");
    lk_store_close(s);
    pid_t pid = fork();
    if (!pid) {
        const struct rlimit limit = {300000, 300000};
        lk_fault fault = {""};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        s = lk_store_open(path, 1, &fault);
        uint64_t n = s ? fill(s, &fault) : 0;
        int said = strstr(fault.text, "limited.db cannot grow (") &&
                   strstr(fault.text, "what is stored is safe");
        if (!said)
            fprintf(stderr, "after %d: %s\n", (int)n, fault.text);
        lk_store_close(s);
        _exit(n > 5 && said ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    s = open_store(path, 1);
    assert_has(s, 1, "before");
    lk_store_close(s);
}

static void a_full_disk_says_so_and_loses_nothing(void **state)
{
    lk_fault fault = {""};
    (void)state;
    char *folder = strdup(scene_folder("disk"));
    if (mount("tmpfs", folder, "tmpfs", 0, "size=400k")) {
        print_message("a small disk cannot be mounted here: %s\n", strerror(errno));
        free(folder);
        skip();
    }
    const char *path = scene_path("disk/store.db");
    lk_store *s = lk_store_open(path, 1, &fault);
    uint64_t n = s ? fill(s, &fault) : 0;
    int said = is_full_sentence(fault.text);
    lk_store_close(s);
    s = lk_store_open(path, 0, NULL);
    uint64_t kept = 0;
    for (uint64_t i = 0; s && i < n; i++) {
        lk_key key = key_of(100 + i);
        kept += lk_store_has(s, &key, NULL) == LK_OK;
    }
    lk_store_close(s);
    umount(folder);
    free(folder);
    if (!said)
        fail_msg("%s", fault.text);
    assert_true(n > 5);
    assert_int_equal(kept, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_can_be_had),
        cmocka_unit_test(the_first_of_two_puts_stays),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(the_default_is_in_the_cache_folder),
        cmocka_unit_test(info_counts_by_kind_in_order),
        cmocka_unit_test(gc_drops_what_is_old_unless_it_was_touched),
        cmocka_unit_test(gc_drops_the_oldest_until_it_fits),
        cmocka_unit_test(gc_gives_the_space_back),
        cmocka_unit_test(processes_that_begin_at_once_share_one_store),
        cmocka_unit_test(a_writer_is_waited_for),
        cmocka_unit_test(a_writer_that_is_killed_loses_nothing_it_was_told_is_safe),
        cmocka_unit_test(a_file_of_something_else_is_refused),
        cmocka_unit_test(a_newer_version_is_refused_with_both),
        cmocka_unit_test(a_damaged_store_gets_one_clear_sentence),
        cmocka_unit_test(a_cut_store_gets_one_clear_sentence),
        cmocka_unit_test(a_store_that_is_not_there_is_not_made_by_a_reader),
        cmocka_unit_test(a_folder_that_cannot_be_written_is_named),
        cmocka_unit_test(a_folder_in_its_place_is_named),
        cmocka_unit_test(a_limit_on_file_sizes_says_that_the_store_cannot_grow),
        cmocka_unit_test(a_full_disk_says_so_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
