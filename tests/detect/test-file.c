/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <kit.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT = 1 << 16 };

/* A folder for one test, removed after it. */
typedef struct folder {
    char path[64];
    char *files[8];
    int count;
} folder;

static int make_folder(void **state)
{
    folder *f = calloc(1, sizeof *f);
    strcpy(f->path, "/tmp/likeness-test-XXXXXX");
    *state = f;
    return mkdtemp(f->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
    folder *f = *state;
    while (f->count) {
        remove(f->files[--f->count]);
        free(f->files[f->count]);
    }
    int rc = rmdir(f->path);
    free(f);
    return rc;
}

static const char *add(folder *f, const char *name)
{
    char *path = malloc(strlen(f->path) + strlen(name) + 2);
    strcat(strcat(strcpy(path, f->path), "/"), name);
    assert_true(f->count < 8);
    return f->files[f->count++] = path;
}

static const char *put(folder *f, const char *name, const char *text)
{
    const char *path = add(f, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

/* Append "<separator>x1<separator>y1..."; names of columns, or numbers from `first`. */
static void append_points(char *text, int numbers, double first)
{
    char *at = text + strlen(text);
    for (int i = 1; i <= 68; i++)
        at += numbers ? sprintf(at, ",%g,%g", first + i, first - i) : sprintf(at, ",x%d,y%d", i, i);
    strcpy(at, "\n");
}

static kit *open_path(const char *path, const char *more)
{
    char params[256];
    snprintf(params, sizeof params, "{path: %s%s}", path, more);
    return kit_open(LK_STAGE_DETECTOR, "file", params);
}

static void refuse(const char *path, const char *sentence)
{
    char params[256], error[1200] = "";
    snprintf(params, sizeof params, "{path: %s}", path);
    assert_null(kit_try_open(LK_STAGE_DETECTOR, "file", params, error, sizeof error));
    if (!strstr(error, sentence))
        fail_msg("\"%s\" does not say \"%s\"", error, sentence);
}

static void refuse_text(folder *f, const char *text, const char *sentence)
{
    refuse(put(f, "faces.csv", text), sentence);
    remove(f->files[--f->count]);
    free(f->files[f->count]);
}

static lk_faces detect(kit *k, const char *id, int whole)
{
    lk_faces out = {.struct_size = sizeof out};
    const lk_detector_ops *ops = kit_ops(k);
    lk_raster image = kit_raster_u8(kit_tensor(LK_DTYPE_UINT, 8, 3, 30, 40, 3));
    if (ops->detect(kit_self(k), kit_context(k, 1), id, &image, whole, &out))
        fail_msg("%s", kit_error(k));
    return out;
}

static void a_row_gives_a_box_and_68_landmarks(void **state)
{
    char text[TEXT] = "file,face,x,y,w,h,score";
    append_points(text, 0, 0);
    strcat(text, "a/b.png,0,1.5,2,30,40.25,0.75");
    append_points(text, 1, 100);
    kit *k = open_path(put(*state, "faces.csv", text), "");
    lk_faces found = detect(k, "a/b.png", 0);
    assert_int_equal(found.count, 1);
    const lk_face *face = found.faces;
    assert_true(face->has_box && face->box.x == 1.5 && face->box.h == 40.25);
    assert_true(face->score == 0.75);
    assert_int_equal(face->landmarks.count, 68);
    assert_true(face->landmarks.points[0].x == 101 && face->landmarks.points[67].y == 32);
    kit_close(k);
}

static void an_item_without_entry_has_no_face(void **state)
{
    kit *k = open_path(put(*state, "faces.csv", "file,x,y,w,h\na.png,1,2,3,4\n"), "");
    assert_int_equal(detect(k, "b.png", 0).count, 0);
    assert_int_equal(detect(k, "a.pn", 0).count, 0);
    assert_int_equal(detect(k, "", 0).count, 0);
    kit_close(k);
}

static void several_faces_come_best_first(void **state)
{
    kit *k = open_path(put(*state, "faces.csv",
                           "face,file,score,x,y,w,h\n"
                           "0,b.png,.5,1,0,9,9\n"
                           "0,a.png,.9,2,0,9,9\n"
                           "1,b.png,.8,3,0,9,9\n"
                           "2,b.png,.5,4,0,9,9\n"),
                       "");
    lk_faces found = detect(k, "b.png", 0);
    assert_int_equal(found.count, 3);
    assert_true(found.faces[0].box.x == 3);
    assert_true(found.faces[1].box.x == 1);
    assert_true(found.faces[2].box.x == 4);
    kit_close(k);
}

static void a_box_is_optional_and_a_score_is_1_where_none_is(void **state)
{
    char text[TEXT] = "file";
    append_points(text, 0, 0);
    strcat(text, "a.png");
    append_points(text, 1, 5);
    kit *k = open_path(put(*state, "faces.csv", text), "");
    lk_faces found = detect(k, "a.png", 0);
    assert_int_equal(found.count, 1);
    assert_false(found.faces[0].has_box);
    assert_true(found.faces[0].score == 1);
    kit_close(k);
}

static void a_prefix_stands_before_the_ids(void **state)
{
    kit *k = open_path(put(*state, "faces.csv", "file,x,y,w,h\nfaces/a.png,1,2,3,4\n"),
                       ", prefix: faces/");
    assert_int_equal(detect(k, "a.png", 0).count, 1);
    assert_int_equal(detect(k, "faces/a.png", 0).count, 0);
    kit_close(k);
}

static void whole_is_a_box_of_the_whole_image_with_the_known_landmarks(void **state)
{
    char text[TEXT] = "file,x,y,w,h,score";
    append_points(text, 0, 0);
    strcat(text, "a.png,1,2,3,4,.5");
    append_points(text, 1, 5);
    kit *k = open_path(put(*state, "faces.csv", text), "");
    lk_faces found = detect(k, "a.png", 1);
    assert_int_equal(found.count, 1);
    assert_true(found.faces[0].box.x == 0 && found.faces[0].box.w == 40);
    assert_true(found.faces[0].box.h == 30 && found.faces[0].score == 1);
    assert_int_equal(found.faces[0].landmarks.count, 68);
    found = detect(k, "unknown.png", 1);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.faces[0].landmarks.count, 0);
    kit_close(k);
}

static void malformed_files_are_refused_with_their_line(void **state)
{
    static const char box[] = "file,face,x,y,w,h,score\n";
    char text[TEXT];
    folder *f = *state;
    refuse_text(f, "x,y,w,h\n1,2,3,4\n", "faces.csv: there is no column `file`");
    refuse_text(f, "file,x,y,w\n", "faces.csv: there is no column h");
    refuse_text(f, "file,score\n", "neither the columns x, y, w, h of a box nor");
    strcpy(text, "file");
    append_points(text, 0, 0);
    *strstr(text, ",y68") = '\0';
    refuse_text(f, text, "there is no column y68");
    snprintf(text, sizeof text, "%sa.png,0,1,2,3,wide,1\n", box);
    refuse_text(f, text, "faces.csv:2: column h must hold a number, not \"wide\".");
    snprintf(text, sizeof text, "%sa.png,0,1,2,,4,1\n", box);
    refuse_text(f, text, "faces.csv:2: column w must hold a number");
    snprintf(text, sizeof text, "%sa.png,0,1,2,3,4,1\nb.png,0,1,2,0,4,1\n", box);
    refuse_text(f, text, "faces.csv:3: the box is 0 wide and 4 high");
    snprintf(text, sizeof text, "%sa.png,0,1,2,3,4,1.5\n", box);
    refuse_text(f, text, "faces.csv:2: the score 1.5 is outside 0..1.");
    snprintf(text, sizeof text, "%sa.png,0,,,,,1\n", box);
    refuse_text(f, text, "faces.csv:2: the row has neither a box nor landmarks.");
    snprintf(text, sizeof text, "%s,0,1,2,3,4,1\n", box);
    refuse_text(f, text, "faces.csv:2: the row names no file.");
    snprintf(text, sizeof text, "%sa.png,0,1,2,3,4,1\nb.png,0,1,2,3,4,1\na.png,0,1,2,3,4,1\n", box);
    refuse_text(f, text, "faces.csv:4: face \"0\" of a.png is also in line 2");
}

/* ---- Folders of .pts ----------------------------------------------------------- */

static void write_pts(char *text, int count)
{
    char *at = text + sprintf(text, "version: 1\nn_points:  68\n{\n");
    for (int i = 0; i < count; i++)
        at += sprintf(at, "%d.5 %d\r\n", i + 10, 100 - i);
    strcpy(at, "}\n");
}

static void pts_files_are_found_by_the_images_name_without_suffix(void **state)
{
    char text[TEXT];
    folder *f = *state;
    write_pts(text, 68);
    assert_int_equal(mkdir(add(f, "a.b"), 0700), 0);
    put(f, "a.b/c.d.pts", text);
    put(f, "a.b/c.d.png", "no landmarks");
    kit *k = open_path(f->path, "");
    lk_faces found = detect(k, "a.b/c.d.jpg", 0);
    assert_int_equal(found.count, 1);
    assert_false(found.faces[0].has_box);
    assert_int_equal(detect(k, "a.b/c.jpg", 0).count, 0);
    assert_int_equal(detect(k, "c.d.jpg", 0).count, 0);
    assert_int_equal(detect(k, "a.b/c.d", 0).count, 0);
    kit_close(k);
}

static void pts_coordinates_count_from_1_at_a_pixels_centre(void **state)
{
    char text[TEXT];
    folder *f = *state;
    write_pts(text, 68);
    put(f, "a.pts", text);
    kit *k = open_path(f->path, "");
    const lk_landmarks lm = detect(k, "a.png", 0).faces[0].landmarks;
    assert_int_equal(lm.count, 68);
    assert_true(lm.points[0].x == 10 && lm.points[0].y == 99.5);
    assert_true(lm.points[67].x == 77 && lm.points[67].y == 32.5);
    kit_close(k);
}

static void malformed_pts_files_are_refused_with_their_line(void **state)
{
    char text[TEXT];
    folder *f = *state;
    refuse(f->path, "there is no .pts file in this folder.");
    write_pts(text, 67);
    put(f, "a.pts", text);
    refuse(f->path, "a.pts:71: 68 points of two numbers each are expected");
    write_pts(text, 69);
    put(f, "a.pts", text);
    refuse(f->path, "a.pts:72: a closing brace must follow the 68th point.");
    put(f, "a.pts", "version: 1\nn_points: 5\n{\n");
    refuse(f->path, "a.pts:2: there must be 68 points");
    put(f, "a.pts", "version: 1\nn_points: 68\n{\n1 nan\n");
    refuse(f->path, "a.pts:4: 68 points of two numbers each");
    put(f, "a.pts", "");
    refuse(f->path, "a.pts:1: a .pts file begins with `version: 1`.");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_row_gives_a_box_and_68_landmarks),
        IN_FOLDER(an_item_without_entry_has_no_face),
        IN_FOLDER(several_faces_come_best_first),
        IN_FOLDER(a_box_is_optional_and_a_score_is_1_where_none_is),
        IN_FOLDER(a_prefix_stands_before_the_ids),
        IN_FOLDER(whole_is_a_box_of_the_whole_image_with_the_known_landmarks),
        IN_FOLDER(malformed_files_are_refused_with_their_line),
        IN_FOLDER(pts_files_are_found_by_the_images_name_without_suffix),
        IN_FOLDER(pts_coordinates_count_from_1_at_a_pixels_centre),
        IN_FOLDER(malformed_pts_files_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
