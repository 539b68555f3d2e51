# SPDX-License-Identifier: MIT

# The view, arrays and pictures. They include "core/x.h" from the top, never
# with -Icore: core/png.h would hide libpng's.
HOST_DATA_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
check_PROGRAMS += tests/host/test-truth
tests_host_test_truth_SOURCES = tests/host/test-truth.c
tests_host_test_truth_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_truth_LDADD = $(KIT_LIBS)
TESTS += tests/host/test-truth
check_PROGRAMS += tests/host/test-cut tests/host/test-npy tests/host/test-overlay tests/host/test-png
tests_host_test_cut_SOURCES = tests/host/test-cut.c
tests_host_test_cut_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_cut_LDADD = $(KIT_LIBS)
tests_host_test_npy_SOURCES = tests/host/test-npy.c
tests_host_test_npy_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_npy_LDADD = $(KIT_LIBS)
tests_host_test_overlay_SOURCES = tests/host/test-overlay.c
tests_host_test_overlay_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_overlay_LDADD = $(KIT_LIBS)
tests_host_test_png_SOURCES = tests/host/test-png.c
tests_host_test_png_CPPFLAGS = $(HOST_DATA_CPPFLAGS) $(PNG_CFLAGS)
tests_host_test_png_LDADD = $(KIT_LIBS) $(PNG_LIBS)
TESTS += tests/host/test-cut tests/host/test-npy tests/host/test-overlay tests/host/test-png
EXTRA_DIST += \
	tests/golden/host/README.md \
	tests/golden/host/make.py \
	tests/golden/host/make-views.mjs \
	tests/golden/host/cv2-area-padded.npy \
	tests/golden/host/cv2-area.npy \
	tests/golden/host/cv2-linear-down.npy \
	tests/golden/host/cv2-linear-padded.npy \
	tests/golden/host/cv2-linear-up.npy \
	tests/golden/host/cv2-nearest.npy \
	tests/golden/host/faceapi-end.npy \
	tests/golden/host/faceapi-inside.npy \
	tests/golden/host/faceapi-landmarks.npy \
	tests/golden/host/faceapi-over-the-corner.npy \
	tests/golden/host/image.npy \
	tests/golden/host/landmarks.npy \
	tests/golden/host/numpy-b1.npy \
	tests/golden/host/numpy-empty.npy \
	tests/golden/host/numpy-f4.npy \
	tests/golden/host/numpy-f8.npy \
	tests/golden/host/numpy-i4.npy \
	tests/golden/host/numpy-i8.npy \
	tests/golden/host/numpy-scalar.npy \
	tests/golden/host/numpy-u1.npy \
	tests/golden/host/numpy-version2.npy

# The parts of the host, over the broken plugins.
include tests/broken/local.mk
HOST_PART_CPPFLAGS = $(HOST_DATA_CPPFLAGS) $(HOST_CPPFLAGS)
HOST_PART_LDADD = tests/host/libscene.la $(KIT_LIBS)
check_LTLIBRARIES += tests/host/libscene.la
tests_host_libscene_la_SOURCES = tests/host/scene.c tests/host/scene.h
tests_host_libscene_la_CPPFLAGS = $(HOST_PART_CPPFLAGS)
check_PROGRAMS += tests/host/test-loader
TESTS += tests/host/test-loader
tests_host_test_loader_SOURCES = tests/host/test-loader.c
tests_host_test_loader_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_loader_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-catalogue
TESTS += tests/host/test-catalogue
tests_host_test_catalogue_SOURCES = tests/host/test-catalogue.c
tests_host_test_catalogue_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_catalogue_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-param
TESTS += tests/host/test-param
tests_host_test_param_SOURCES = tests/host/test-param.c
tests_host_test_param_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_param_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-document
TESTS += tests/host/test-document
tests_host_test_document_SOURCES = tests/host/test-document.c
tests_host_test_document_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_document_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-store
TESTS += tests/host/test-store
tests_host_test_store_SOURCES = tests/host/test-store.c
tests_host_test_store_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_store_LDADD = $(HOST_PART_LDADD) $(SQLITE_LIBS)
check_PROGRAMS += tests/host/test-wire
TESTS += tests/host/test-wire
tests_host_test_wire_SOURCES = tests/host/test-wire.c
tests_host_test_wire_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_wire_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-codec
TESTS += tests/host/test-codec
tests_host_test_codec_SOURCES = tests/host/test-codec.c
tests_host_test_codec_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_codec_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-conduct
TESTS += tests/host/test-conduct
tests_host_test_conduct_SOURCES = tests/host/test-conduct.c
tests_host_test_conduct_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_conduct_LDADD = $(HOST_PART_LDADD) -lm
check_PROGRAMS += tests/host/test-crew
TESTS += tests/host/test-crew
tests_host_test_crew_SOURCES = tests/host/test-crew.c
tests_host_test_crew_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_crew_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-calls
TESTS += tests/host/test-calls
tests_host_test_calls_SOURCES = tests/host/test-calls.c
tests_host_test_calls_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_calls_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-service
TESTS += tests/host/test-service
tests_host_test_service_SOURCES = tests/host/test-service.c
tests_host_test_service_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_service_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-progress
TESTS += tests/host/test-progress
tests_host_test_progress_SOURCES = tests/host/test-progress.c
tests_host_test_progress_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_progress_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-random
TESTS += tests/host/test-random
tests_host_test_random_SOURCES = tests/host/test-random.c
tests_host_test_random_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_random_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-mapping
TESTS += tests/host/test-mapping
tests_host_test_mapping_SOURCES = tests/host/test-mapping.c
tests_host_test_mapping_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_mapping_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-paths
TESTS += tests/host/test-paths
tests_host_test_paths_SOURCES = tests/host/test-paths.c
tests_host_test_paths_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_paths_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-study
TESTS += tests/host/test-study
tests_host_test_study_SOURCES = tests/host/test-study.c
tests_host_test_study_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_study_LDADD = $(HOST_PART_LDADD)
check_PROGRAMS += tests/host/test-augment tests/host/test-training
TESTS += tests/host/test-augment tests/host/test-training
tests_host_test_augment_SOURCES = tests/host/test-augment.c
tests_host_test_augment_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_augment_LDADD = $(HOST_PART_LDADD) -lm
tests_host_test_training_SOURCES = tests/host/test-training.c
tests_host_test_training_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_training_LDADD = $(HOST_PART_LDADD) -lm
check_PROGRAMS += tests/host/test-segments
TESTS += tests/host/test-segments
tests_host_test_segments_SOURCES = tests/host/test-segments.c
tests_host_test_segments_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_segments_LDADD = $(HOST_PART_LDADD)

check_PROGRAMS += tests/host/test-deal
TESTS += tests/host/test-deal
tests_host_test_deal_SOURCES = tests/host/test-deal.c
tests_host_test_deal_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_deal_LDADD = $(HOST_PART_LDADD)
EXTRA_DIST += tests/golden/folds

check_PROGRAMS += tests/host/test-table
TESTS += tests/host/test-table
tests_host_test_table_SOURCES = tests/host/test-table.c
tests_host_test_table_CPPFLAGS = $(HOST_PART_CPPFLAGS)
tests_host_test_table_LDADD = $(HOST_PART_LDADD)

check_PROGRAMS += tests/host/test-csv-read
tests_host_test_csv_read_SOURCES = tests/host/test-csv-read.c
tests_host_test_csv_read_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_csv_read_LDADD = $(KIT_LIBS)
TESTS += tests/host/test-csv-read
