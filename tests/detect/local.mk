# SPDX-License-Identifier: MIT
check_LTLIBRARIES += tests/detect/backend-playback.la
tests_detect_backend_playback_la_SOURCES = tests/detect/playback.c
tests_detect_backend_playback_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere \
	$(NO_UNDEFINED) $(AM_LDFLAGS)

check_PROGRAMS += tests/detect/test-csv
tests_detect_test_csv_SOURCES = tests/detect/test-csv.c
tests_detect_test_csv_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/sources
tests_detect_test_csv_LDADD = plugins/sources/csv/libcsv.la $(KIT_LIBS)
TESTS += tests/detect/test-csv

check_PROGRAMS += tests/detect/test-file
tests_detect_test_file_SOURCES = tests/detect/test-file.c
tests_detect_test_file_CPPFLAGS = $(KIT_CPPFLAGS)
tests_detect_test_file_LDADD = $(KIT_LIBS)
TESTS += tests/detect/test-file

check_PROGRAMS += tests/detect/test-landmarks68
tests_detect_test_landmarks68_SOURCES = tests/detect/test-landmarks68.c tests/parity/expected.h
tests_detect_test_landmarks68_CPPFLAGS = $(KIT_CPPFLAGS)
tests_detect_test_landmarks68_LDADD = $(KIT_LIBS)
TESTS += tests/detect/test-landmarks68

TESTS += tests/detect/test-fetch-data.sh
EXTRA_DIST += tests/detect/test-fetch-data.sh
