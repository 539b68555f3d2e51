# SPDX-License-Identifier: MIT

# Sources: pictures, folders, heatmaps, drawn faces.
check_LTLIBRARIES += tests/sources/libscratch.la
tests_sources_libscratch_la_SOURCES = tests/sources/scratch.c tests/sources/scratch.h
tests_sources_libscratch_la_CPPFLAGS = $(KIT_CPPFLAGS)
SOURCE_TEST_LIBS = tests/sources/libscratch.la $(KIT_LIBS)

check_PROGRAMS += tests/sources/test-pictures
tests_sources_test_pictures_SOURCES = tests/sources/test-pictures.c
tests_sources_test_pictures_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sources_test_pictures_LDADD = $(SOURCE_TEST_LIBS)
TESTS += tests/sources/test-pictures
check_PROGRAMS += tests/sources/test-folder
tests_sources_test_folder_SOURCES = tests/sources/test-folder.c
tests_sources_test_folder_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_sources_test_folder_LDADD = $(SOURCE_TEST_LIBS)
TESTS += tests/sources/test-folder
check_PROGRAMS += tests/sources/test-heatmaps
tests_sources_test_heatmaps_SOURCES = tests/sources/test-heatmaps.c
tests_sources_test_heatmaps_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sources_test_heatmaps_LDADD = $(SOURCE_TEST_LIBS)
TESTS += tests/sources/test-heatmaps
check_PROGRAMS += tests/sources/test-synthetic
tests_sources_test_synthetic_SOURCES = tests/sources/test-synthetic.c
tests_sources_test_synthetic_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sources_test_synthetic_LDADD = $(SOURCE_TEST_LIBS)
TESTS += tests/sources/test-synthetic
check_PROGRAMS += tests/sources/test-truth
tests_sources_test_truth_SOURCES = tests/sources/test-truth.c
tests_sources_test_truth_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sources_test_truth_LDADD = $(SOURCE_TEST_LIBS)
TESTS += tests/sources/test-truth
EXTRA_DIST += \
	tests/golden/sources/README.md tests/golden/sources/make.py \
	tests/golden/sources/exif tests/golden/sources/expected \
	tests/golden/sources/jpeg tests/golden/sources/npy tests/golden/sources/png tests/golden/sources/refused
