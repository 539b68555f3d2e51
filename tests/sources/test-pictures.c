/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

#include <unistd.h>

/* Pictures of every kind, through the source `folder`. What they hold is in
 * golden/sources/expected, by pypng and Pillow. */

static kit *open_folder(const char *path)
{
    return source_open("folder", "{path: '%s'}", path);
}

static kit *open_golden(const char *name)
{
    return open_folder(scratch_path(kit_path("tests/golden/sources"), name));
}

static lk_tensor expected(const char *name)
{
    return kit_npy(scratch_path("golden/sources/expected", name));
}

static void assert_same(const lk_item *item, const lk_tensor *want)
{
    assert_int_equal(item->image.rank, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(item->image.shape[i], want->shape[i]);
    double difference = kit_max_difference(&item->image, want);
    if (difference != 0)
        fail_msg("%s: a pixel differs by %g", item->id, difference);
}

/* Every item X.png or X.interlaced.png must be expected/<kind>-X.npy. */
static void check_all(const char *kind, int64_t count)
{
    kit *k = open_golden(kind);
    assert_int_equal(source_count(k), count);
    for (int64_t i = 0; i < count; i++) {
        char name[100];
        lk_item item = source_item(k, i);
        snprintf(name, sizeof name, "%s-%.*s.npy", kind, (int)strcspn(item.id, "."), item.id);
        lk_tensor want = expected(name);
        assert_same(&item, &want);
    }
    kit_close(k);
}

static void every_kind_of_png_is_read_as_pypng_reads_it(void **state)
{
    (void)state;
    check_all("png", 40);
}

static void every_kind_of_jpeg_is_read_as_pillow_reads_it(void **state)
{
    (void)state;
    check_all("jpeg", 7);
}

/* ---- Orientation ------------------------------------------------------------------------ */

static void every_orientation_is_applied_in_both_byte_orders(void **state)
{
    kit *k = open_golden("exif");
    (void)state;
    assert_int_equal(source_count(k), 17);
    for (int64_t i = 0; i < 16; i++) {
        char name[100];
        lk_item item = source_item(k, i);
        snprintf(name, sizeof name, "exif-%d.npy", (int)(i % 8) + 1);
        lk_tensor want = expected(name);
        assert_same(&item, &want);
    }
    kit_close(k);
}

static void the_orientation_of_a_png_is_applied(void **state)
{
    kit *k = open_golden("exif");
    (void)state;
    lk_item item = source_item(k, 16);
    assert_string_equal(item.id, "png-6.png");
    lk_tensor want = expected("exif-png-6.npy");
    assert_same(&item, &want);
    kit_close(k);
}

/* Of a TIFF header (8 bytes), a count (2) and the entries (12 each) in
 * intel-6.jpg; the orientation is the second entry. */
static const struct patch {
    size_t at;
    uint8_t value;
} senseless[] = {
    {0, 'X'},        /* no byte order */
    {2, 41},         /* no TIFF */
    {4, 0xff},       /* the directory is outside */
    {4, 4},          /* the directory is inside the header */
    {10 + 12, 0x13}, /* no orientation at all */
    {10 + 14, 4},    /* a long */
    {10 + 16, 2},    /* two values */
    {10 + 20, 0},    /* below the range */
    {10 + 20, 9},    /* above it */
};

static void exif_that_makes_no_sense_is_passed_over(void **state)
{
    scratch_bytes b = scratch_golden("exif/intel-6.jpg");
    const char *folder = scratch_folder();
    lk_tensor stored = expected("exif-1.npy");
    uint8_t *tiff = memmem(b.data, b.size, "Exif\0\0II", 8);
    (void)state;
    assert_non_null(tiff);
    tiff += 6;
    scratch_write(folder, "a.jpg", b.data, b.size);
    kit *k = open_folder(folder);
    lk_item item = source_item(k, 0);
    assert_int_equal(item.image.shape[0], 13); /* turned before it is patched */
    for (size_t i = 0; i < sizeof senseless / sizeof senseless[0]; i++) {
        uint8_t was = tiff[senseless[i].at];
        tiff[senseless[i].at] = senseless[i].value;
        scratch_write(folder, "a.jpg", b.data, b.size);
        tiff[senseless[i].at] = was;
        item = source_item(k, 0);
        assert_same(&item, &stored);
    }
    kit_close(k);
    scratch_free(b);
}

/* ---- Damage ------------------------------------------------------------------------------- */

static const char *const victims[] = {"png/rgb8.png",           "png/grey16-alpha.interlaced.png",
                                      "png/palette4-alpha.png", "jpeg/ycbcr420.jpg",
                                      "jpeg/progressive.jpg",   "jpeg/cmyk-adobe.jpg",
                                      "exif/motorola-8.jpg"};

enum { VICTIMS = sizeof victims / sizeof victims[0] };

static void a_picture_cut_short_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t v = 0; v < VICTIMS; v++) {
        scratch_bytes b = scratch_golden(victims[v]);
        const char *folder = scratch_folder();
        scratch_write(folder, "cut.png", b.data, b.size);
        kit *k = open_folder(folder);
        source_item(k, 0);
        for (size_t size = 0; size < b.size; size++) {
            scratch_write(folder, "cut.png", b.data, size);
            source_fails(k, 0, "cut.png", "cut.png ");
        }
        kit_close(k);
        scratch_free(b);
    }
}

static void a_damaged_byte_gives_a_picture_or_a_sentence(void **state)
{
    (void)state;
    for (size_t v = 0; v < VICTIMS; v++) {
        scratch_bytes b = scratch_golden(victims[v]);
        const char *folder = scratch_folder();
        size_t refused = 0;
        scratch_write(folder, "bad.png", b.data, b.size);
        kit *k = open_folder(folder);
        for (size_t at = 0; at < b.size; at++) {
            lk_item item;
            b.data[at] ^= 0x55;
            scratch_write(folder, "bad.png", b.data, b.size);
            b.data[at] ^= 0x55;
            lk_status status = source_get(k, 0, &item);
            assert_true(status == LK_OK || status == LK_E_INPUT || status == LK_E_UNSUPPORTED);
            assert_true(status == LK_OK || strstr(kit_error(k), "bad.png "));
            refused += status != LK_OK;
        }
        assert_true(refused > 20);
        kit_close(k);
        scratch_free(b);
    }
}

static void damaged_pictures_leave_stderr_alone(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    for (size_t v = 0; v < VICTIMS; v++) {
        scratch_bytes b = scratch_golden(victims[v]);
        char name[16];
        snprintf(name, sizeof name, "%zu.jpg", v);
        b.data[b.size * 3 / 4] ^= 0xff;
        scratch_write(folder, name, b.data, b.size - 5);
        scratch_free(b);
    }
    kit *k = open_folder(folder);
    int saved = dup(STDERR_FILENO);
    FILE *caught = tmpfile();
    assert_non_null(caught);
    dup2(fileno(caught), STDERR_FILENO);
    lk_item item;
    int failures = 0;
    for (size_t v = 0; v < VICTIMS; v++)
        failures += source_get(k, (int64_t)v, &item) != LK_OK;
    dup2(saved, STDERR_FILENO);
    close(saved);
    fseek(caught, 0, SEEK_END);
    assert_int_equal(failures, VICTIMS);
    assert_int_equal(ftell(caught), 0);
    fclose(caught);
    kit_close(k);
}

static void what_is_no_picture_is_refused(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_text(folder, "a.png", "");
    scratch_text(folder, "b.jpg", "GIF89a");
    scratch_text(folder, "c.jpeg", "\xff\xd8\xff");
    kit *k = open_folder(folder);
    source_fails(k, 0, "a.png", "a.png is neither a PNG nor a JPEG file");
    source_fails(k, 1, "b.jpg", "b.jpg is neither a PNG nor a JPEG file");
    source_fails(k, 2, "c.jpeg", "c.jpeg is damaged");
    kit_close(k);
}

static void cmyk_of_unknown_inks_is_refused(void **state)
{
    kit *k = open_golden("refused");
    (void)state;
    source_fails(k, 0, "cmyk-plain.jpg", "CMYK without Adobe's marker");
    kit_close(k);
}

/* ---- Bombs ---------------------------------------------------------------------------------- */

static void put_32(uint8_t *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t crc_of(const uint8_t *data, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/* rgb8.png with another extent in its header and `more` bytes behind it. */
static void write_giant(const char *folder, uint32_t width, uint32_t height, size_t more)
{
    scratch_bytes b = scratch_golden("png/rgb8.png");
    uint8_t *data = calloc(1, b.size + more);
    memcpy(data, b.data, b.size);
    put_32(data + 16, width);
    put_32(data + 20, height);
    put_32(data + 29, crc_of(data + 12, 17));
    scratch_write(folder, "giant.png", data, b.size + more);
    free(data);
    scratch_free(b);
}

static void a_giant_png_is_refused_before_it_is_allocated(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    write_giant(folder, 10001, 10000, 400000);
    kit *k = open_folder(folder);
    source_fails(k, 0, "giant.png",
                 "10001 x 10000 pixels, and pictures of more than 100 megapixels");
    write_giant(folder, 0x7fffffff, 0x7fffffff, 0);
    source_fails(k, 0, "giant.png", "too short for the 2147483647 x 2147483647 pixels");
    write_giant(folder, 1000, 1000, 0);
    source_fails(k, 0, "giant.png", "too short for the 1000 x 1000 pixels");
    kit_close(k);
}

static void a_giant_jpeg_is_refused_before_it_is_allocated(void **state)
{
    const char *folder = scratch_folder();
    scratch_bytes b = scratch_golden("jpeg/ycbcr444.jpg");
    uint8_t *frame = memmem(b.data, b.size, "\xff\xc0", 2);
    (void)state;
    assert_non_null(frame);
    put_32(frame + 5, 65000u << 16 | 65000u);
    scratch_write(folder, "giant.jpg", b.data, b.size);
    kit *k = open_folder(folder);
    source_fails(k, 0, "giant.jpg",
                 "65000 x 65000 pixels, and pictures of more than 100 megapixels");
    kit_close(k);
    scratch_free(b);
}

/* A grey progressive picture of 8 x 8, all of one code of one bit, whose one
 * scan is there `scans` times. */
static void write_scans(const char *folder, int scans)
{
    static const uint8_t frame[] = {0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0};
    static const uint8_t table[] = {0xff, 0xc4, 0, 20, 0, 1, 0, 0, 0, 0, 0,
                                    0,    0,    0, 0,  0, 0, 0, 0, 0, 0, 0};
    static const uint8_t scan[] = {0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x7f};
    uint8_t file[4096] = {0xff, 0xd8, 0xff, 0xdb, 0, 67}, *to = file + 7;
    memset(to, 1, 64);
    to += 64;
    to = (uint8_t *)mempcpy(to, frame, sizeof frame);
    to = (uint8_t *)mempcpy(to, table, sizeof table);
    for (int i = 0; i < scans; i++)
        to = (uint8_t *)mempcpy(to, scan, sizeof scan);
    *to++ = 0xff;
    *to++ = 0xd9;
    scratch_write(folder, "scans.jpg", file, (size_t)(to - file));
}

static void a_jpeg_of_too_many_scans_is_refused(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    write_scans(folder, 10);
    kit *k = open_folder(folder);
    lk_item item = source_item(k, 0);
    assert_int_equal(((const uint8_t *)item.image.data)[0], 128);
    write_scans(folder, 200);
    source_fails(k, 0, "scans.jpg", "scans.jpg has more than 100 scans");
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_png_is_read_as_pypng_reads_it),
        cmocka_unit_test(every_kind_of_jpeg_is_read_as_pillow_reads_it),
        cmocka_unit_test(every_orientation_is_applied_in_both_byte_orders),
        cmocka_unit_test(the_orientation_of_a_png_is_applied),
        cmocka_unit_test(exif_that_makes_no_sense_is_passed_over),
        cmocka_unit_test(a_picture_cut_short_anywhere_is_refused),
        cmocka_unit_test(a_damaged_byte_gives_a_picture_or_a_sentence),
        cmocka_unit_test(damaged_pictures_leave_stderr_alone),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(cmyk_of_unknown_inks_is_refused),
        cmocka_unit_test(a_giant_png_is_refused_before_it_is_allocated),
        cmocka_unit_test(a_giant_jpeg_is_refused_before_it_is_allocated),
        cmocka_unit_test(a_jpeg_of_too_many_scans_is_refused),
    };
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
