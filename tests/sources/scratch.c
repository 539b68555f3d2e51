/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 256 };

static char *folders[FOLDERS];
static size_t folder_count;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_all(void)
{
    for (size_t i = 0; i < folder_count; i++) {
        nftw(folders[i], remove_one, 8, FTW_DEPTH | FTW_PHYS);
        free(folders[i]);
    }
}

static char *keep(const char *text)
{
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 1, (int)strlen(text) + 1);
    return strcpy(t.data, text);
}

const char *scratch_folder(void)
{
    char path[512];
    const char *base = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/likeness-test-XXXXXX", base && *base ? base : "/tmp");
    if (!folder_count)
        atexit(remove_all);
    assert_true(folder_count < FOLDERS);
    assert_non_null(mkdtemp(path));
    return folders[folder_count++] = strdup(path);
}

const char *scratch_path(const char *folder, const char *relative)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, relative);
    return keep(path);
}

void scratch_write(const char *folder, const char *relative, const void *data, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, relative);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0777);
    }
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(!size || fwrite(data, size, 1, f) == 1);
    assert_int_equal(fclose(f), 0);
}

void scratch_text(const char *folder, const char *relative, const char *text)
{
    scratch_write(folder, relative, text, strlen(text));
}

scratch_bytes scratch_golden(const char *golden)
{
    FILE *f = fopen(scratch_path(kit_path("tests/golden/sources"), golden), "rb");
    scratch_bytes b;
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    b.size = (size_t)ftell(f);
    b.data = malloc(b.size);
    rewind(f);
    assert_int_equal(fread(b.data, 1, b.size, f), b.size);
    fclose(f);
    return b;
}

void scratch_free(scratch_bytes b)
{
    free(b.data);
}

void scratch_copy(const char *folder, const char *relative, const char *golden)
{
    scratch_bytes b = scratch_golden(golden);
    scratch_write(folder, relative, b.data, b.size);
    scratch_free(b);
}

/* ---- Sources ------------------------------------------------------------------------ */

kit *source_open(const char *name, const char *format, ...)
{
    char params[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(params, sizeof params, format, args);
    va_end(args);
    return kit_open(LK_STAGE_SOURCE, name, params);
}

void source_refused(const char *because, const char *name, const char *format, ...)
{
    char params[4096], error[1200] = "";
    va_list args;
    va_start(args, format);
    vsnprintf(params, sizeof params, format, args);
    va_end(args);
    kit *k = kit_try_open(LK_STAGE_SOURCE, name, params, error, sizeof error);
    if (k)
        fail_msg("opened, where \"%s\" was expected", because);
    if (!strstr(error, because))
        fail_msg("expected \"%s\" in: %s", because, error);
}

int64_t source_count(kit *k)
{
    const lk_source_ops *ops = kit_ops(k);
    int64_t count = -2;
    assert_int_equal(ops->count(kit_self(k), kit_context(k, 1), &count), LK_OK);
    return count;
}

lk_status source_get(kit *k, int64_t index, lk_item *out)
{
    const lk_source_ops *ops = kit_ops(k);
    *out = (lk_item){.struct_size = sizeof *out};
    return ops->get(kit_self(k), kit_context(k, 1), index, out);
}

lk_item source_item(kit *k, int64_t index)
{
    lk_item item;
    if (source_get(k, index, &item))
        fail_msg("item %lld: %s", (long long)index, kit_error(k));
    return item;
}

void source_fails(kit *k, int64_t index, const char *id, const char *because)
{
    lk_item item;
    lk_status status = source_get(k, index, &item);
    if (status >= 0)
        fail_msg("status %d, where \"%s\" was expected", status, because);
    assert_string_equal(item.id, id);
    if (!strstr(kit_error(k), because))
        fail_msg("expected \"%s\" in: %s", because, kit_error(k));
}
