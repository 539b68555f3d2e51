# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/geometry/test-binarise
tests_geometry_test_binarise_SOURCES = tests/geometry/test-binarise.c tests/geometry/pictures.h
tests_geometry_test_binarise_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_binarise_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-binarise

EXTRA_DIST += tests/golden/binarise
