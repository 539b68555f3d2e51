/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

#include "core/call.h"

static const char picture[] = "png/rgb8.png", other[] = "png/rgba8.png";

/* happy/a.png, happy/b.JPG, odd/c.jpeg, and a file that is no picture. */
static const char *class_folders(void)
{
    const char *folder = scratch_folder();
    scratch_copy(folder, "odd/c.jpeg", "jpeg/grey.jpg");
    scratch_copy(folder, "happy/b.JPG", "jpeg/ycbcr444.jpg");
    scratch_copy(folder, "happy/a.png", picture);
    scratch_text(folder, "happy/notes.txt", "no picture");
    return folder;
}

static void assert_text(const char *got, const char *want)
{
    if (want)
        assert_string_equal(got ? got : "(null)", want);
    else
        assert_null(got);
}

static void assert_item(kit *k, int64_t index, const char *id, const char *label,
                        const char *subject, const char *fold)
{
    lk_item item = source_item(k, index);
    assert_text(item.id, id);
    assert_text(item.label, label);
    assert_text(item.subject, subject);
    assert_text(item.fold, fold);
    assert_int_equal(item.flags, 0);
}

/* ---- Class folders ---------------------------------------------------------------------- */

static void class_folders_give_labels_in_the_order_of_bytes(void **state)
{
    kit *k = source_open("folder", "{path: '%s'}", class_folders());
    (void)state;
    assert_int_equal(source_count(k), 3);
    assert_item(k, 0, "happy/a.png", "happy", NULL, NULL);
    assert_item(k, 1, "happy/b.JPG", "happy", NULL, NULL);
    assert_item(k, 2, "odd/c.jpeg", "odd", NULL, NULL);
    assert_int_equal(source_item(k, 0).face_count, 0);
    kit_close(k);
}

static void labels_are_mapped_to_the_words_of_the_study(void **state)
{
    kit *k = source_open("folder", "{path: '%s', labels: {happy: happiness, odd: none}}",
                         class_folders());
    (void)state;
    assert_item(k, 0, "happy/a.png", "happiness", NULL, NULL);
    assert_item(k, 2, "odd/c.jpeg", NULL, NULL, NULL);
    kit_close(k);
}

static void pictures_beside_the_folders_have_no_label(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "b.png", picture);
    scratch_copy(folder, "a.png", picture);
    kit *k = source_open("folder", "{path: '%s'}", folder);
    assert_item(k, 0, "a.png", NULL, NULL, NULL);
    assert_item(k, 1, "b.png", NULL, NULL, NULL);
    kit_close(k);
}

static void an_item_is_the_same_in_any_order(void **state)
{
    kit *k = source_open("folder", "{path: '%s'}", class_folders());
    lk_tensor first[3];
    (void)state;
    for (int64_t i = 0; i < 3; i++)
        first[i] = source_item(k, i).image;
    for (int64_t i = 2; i >= 0; i--) {
        lk_tensor again = source_item(k, i).image;
        assert_true(kit_max_difference(&first[i], &again) == 0);
    }
    kit_close(k);
}

static void there_is_an_end(void **state)
{
    kit *k = source_open("folder", "{path: '%s'}", class_folders());
    lk_item item;
    (void)state;
    assert_int_equal(source_get(k, 3, &item), LK_END);
    assert_int_equal(source_get(k, INT64_MAX, &item), LK_END);
    assert_int_equal(source_get(k, -1, &item), LK_END);
    kit_close(k);
}

static void a_folder_without_pictures_is_named(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    source_refused(folder, "folder", "{path: '%s'}", folder);
    scratch_text(folder, "a/list.txt", "");
    source_refused("there is no picture (.png, .jpg, .jpeg) below", "folder", "{path: '%s'}",
                   folder);
    source_refused("No such file or directory", "folder", "{path: '%s/b'}", folder);
    source_refused("Not a directory", "folder", "{path: '%s/a/list.txt'}", folder);
}

static void an_unreadable_picture_is_an_error_of_its_own(void **state)
{
    const char *folder = class_folders();
    (void)state;
    scratch_text(folder, "happy/aa.png", "\x89PNG and no more");
    kit *k = source_open("folder", "{path: '%s'}", folder);
    source_item(k, 0);
    source_fails(k, 1, "happy/aa.png", "happy/aa.png is damaged");
    source_item(k, 2);
    remove(scratch_path(folder, "odd/c.jpeg"));
    source_fails(k, 3, "odd/c.jpeg", "No such file");
    kit_close(k);
}

/* ---- What the host hashes ------------------------------------------------------------------ */

static lk_key hash_of(const char *folder)
{
    lk_key key;
    kit *k = source_open("folder", "{path: '%s'}", folder);
    lk_call *call = kit_context(k, 1)->host_data;
    source_item(k, 0);
    assert_int_equal(call->file_count, 1);
    lk_digest_end(&call->files, &key);
    kit_close(k);
    return key;
}

static void another_content_is_another_hash(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "a.png", picture);
    lk_key first = hash_of(folder), again = hash_of(folder);
    assert_memory_equal(&first, &again, sizeof first);
    scratch_copy(folder, "a.png", other);
    lk_key changed = hash_of(folder);
    assert_memory_not_equal(&first, &changed, sizeof first);
}

/* ---- Patterns ------------------------------------------------------------------------------- */

static void a_pattern_reads_label_subject_and_fold(void **state)
{
    const char *folder = scratch_folder();
    (void)state;
    scratch_copy(folder, "two/S002_joy_001.png", picture);
    scratch_copy(folder, "one/S001_fear_x_002.png", picture);
    scratch_copy(folder, "one/S001_fear.png", picture);
    scratch_copy(folder, "one/deep/S001_joy_001.png", picture);
    kit *k = source_open("folder",
                         "{path: '%s', pattern: '{fold}/{subject}_{label}_{item}.png', "
                         "labels: {joy: happiness}}",
                         folder);
    assert_int_equal(source_count(k), 2);
    assert_item(k, 0, "one/S001_fear_x_002.png", "fear", "S001", "one");
    assert_item(k, 1, "two/S002_joy_001.png", "happiness", "S002", "two");
    kit_close(k);
}

static void a_pattern_that_makes_no_sense_is_refused(void **state)
{
    const char *folder = class_folders();
    (void)state;
    source_refused("opens no placeholder", "folder", "{path: '%s', pattern: '{name}.png'}", folder);
    source_refused("opens no placeholder", "folder", "{path: '%s', pattern: '{network}'}", folder);
    source_refused("opens no placeholder", "folder", "{path: '%s', pattern: '{label'}", folder);
    source_refused("not open", "folder", "{path: '%s', pattern: 'label}'}", folder);
    source_refused("twice", "folder", "{path: '%s', pattern: '{label}/{label}'}", folder);
    source_refused("fits the pattern \"x{label}\"", "folder", "{path: '%s', pattern: 'x{label}'}",
                   folder);
}

/* ---- Manifests ---------------------------------------------------------------------------------
 */

static kit *open_manifest(const char *folder, const char *text)
{
    scratch_text(folder, "list.csv", text);
    return source_open("folder", "{path: '%s', manifest: '%s/list.csv', labels: {joy: happiness}}",
                       folder, folder);
}

static void manifest_refused(const char *folder, const char *text, const char *because)
{
    scratch_text(folder, "list.csv", text);
    source_refused(because, "folder", "{path: '%s', manifest: '%s/list.csv'}", folder, folder);
}

static void a_manifest_says_label_subject_and_fold(void **state)
{
    kit *k = open_manifest(class_folders(), "fold,file,label,subject,weather\n"
                                            "2,odd/c.jpeg,joy,S2,fair\n"
                                            ",happy/a.png,fear,,\n");
    (void)state;
    assert_int_equal(source_count(k), 2);
    assert_item(k, 0, "happy/a.png", "fear", NULL, NULL);
    assert_item(k, 1, "odd/c.jpeg", "happiness", "S2", "2");
    assert_int_equal(source_item(k, 0).face_count, 0);
    kit_close(k);
}

static void boxes_of_a_manifest_are_faces(void **state)
{
    kit *k = open_manifest(class_folders(), "file,face,x,y,w,h,score\n"
                                            "happy/b.JPG,1,5,6,7,8,0.5\n"
                                            "happy/a.png,1,1.5,2,3,4,0.75\n"
                                            "happy/b.JPG,2,1,2,3,4,\n"
                                            "odd/c.jpeg,,,,,,\n");
    (void)state;
    lk_item a = source_item(k, 0), b = source_item(k, 1), c = source_item(k, 2);
    assert_int_equal(source_count(k), 3);
    assert_int_equal(a.face_count, 1);
    assert_true(a.faces[0].has_box && a.faces[0].box.x == 1.5 && a.faces[0].box.h == 4);
    assert_true(a.faces[0].score == .75 && a.faces[0].landmarks.count == 0);
    assert_int_equal(b.face_count, 2);
    assert_true(b.faces[0].box.x == 5 && b.faces[1].box.x == 1 && b.faces[1].score == 1);
    assert_int_equal(c.face_count, 0);
    kit_close(k);
}

/* The header of a table with all landmarks, and a row whose point i is (i, i + .5). */
static const char *landmark_table(const char *row)
{
    static char text[8192];
    size_t n = (size_t)sprintf(text, "file");
    for (int i = 1; i <= 68; i++)
        n += (size_t)sprintf(text + n, ",x%d,y%d", i, i);
    n += (size_t)sprintf(text + n, "\n%s", row);
    for (int i = 1; i <= 68; i++)
        n += (size_t)sprintf(text + n, ",%d,%d.5", i, i);
    return strcat(text, "\n");
}

static void landmarks_of_a_manifest_are_those_of_the_face(void **state)
{
    kit *k = open_manifest(class_folders(), landmark_table("happy/a.png"));
    (void)state;
    lk_item item = source_item(k, 0);
    assert_int_equal(item.face_count, 1);
    assert_false(item.faces[0].has_box);
    assert_int_equal(item.faces[0].landmarks.count, 68);
    for (int i = 0; i < 68; i++) {
        assert_true(item.faces[0].landmarks.points[i].x == i + 1);
        assert_true(item.faces[0].landmarks.points[i].y == i + 1.5);
    }
    kit_close(k);
}

static void a_manifest_that_makes_no_sense_is_refused(void **state)
{
    const char *folder = class_folders();
    (void)state;
    manifest_refused(folder, "", "empty");
    manifest_refused(folder, "file,label\n", "no rows");
    manifest_refused(folder, "path,label\na.png,joy\n", "no column file");
    manifest_refused(folder, "file,x,y,w\na.png,1,2,3\n", "columns of a box but no column h");
    manifest_refused(folder, "file,x1,y1,x2\na.png,1,2,3\n", "of landmarks but no column y2");
    manifest_refused(folder, "file,label\na.png,joy\n,joy\n", "list.csv:3: the field `file`");
    manifest_refused(folder, "file,label\na.png,joy\nb.png,joy\na.png,fear\n",
                     "list.csv:4: a.png has another label here than on line 2");
    scratch_text(folder, "list.csv", "file\nhappy/a.png\n");
    source_refused("leave one", "folder",
                   "{path: '%s', manifest: '%s/list.csv', pattern: '{label}/{item}'}", folder,
                   folder);
    source_refused("No such file or directory", "folder", "{path: '%s', manifest: '%s/none.csv'}",
                   folder, folder);
}

static void a_row_that_makes_no_sense_is_an_error_of_its_item(void **state)
{
    kit *k = open_manifest(class_folders(), "file,x,y,w,h\n"
                                            "gone.png,1,2,3,4\n"
                                            "happy/a.png,1,2,three,4\n"
                                            "happy/b.JPG,1,2,3,0\n"
                                            "odd/c.jpeg,1,2,3,4\n"
                                            "odd/c.jpeg,,,,\n");
    (void)state;
    assert_int_equal(source_count(k), 4);
    source_fails(k, 0, "gone.png", "list.csv:2: gone.png does not exist below");
    source_fails(k, 1, "happy/a.png", "list.csv:3: column w must hold a number");
    source_fails(k, 2, "happy/b.JPG", "list.csv:4: a box");
    source_fails(k, 3, "odd/c.jpeg", "list.csv:6: odd/c.jpeg is listed twice");
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class_folders_give_labels_in_the_order_of_bytes),
        cmocka_unit_test(labels_are_mapped_to_the_words_of_the_study),
        cmocka_unit_test(pictures_beside_the_folders_have_no_label),
        cmocka_unit_test(an_item_is_the_same_in_any_order),
        cmocka_unit_test(there_is_an_end),
        cmocka_unit_test(a_folder_without_pictures_is_named),
        cmocka_unit_test(an_unreadable_picture_is_an_error_of_its_own),
        cmocka_unit_test(another_content_is_another_hash),
        cmocka_unit_test(a_pattern_reads_label_subject_and_fold),
        cmocka_unit_test(a_pattern_that_makes_no_sense_is_refused),
        cmocka_unit_test(a_manifest_says_label_subject_and_fold),
        cmocka_unit_test(boxes_of_a_manifest_are_faces),
        cmocka_unit_test(landmarks_of_a_manifest_are_those_of_the_face),
        cmocka_unit_test(a_manifest_that_makes_no_sense_is_refused),
        cmocka_unit_test(a_row_that_makes_no_sense_is_an_error_of_its_item),
    };
    return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
