# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/geometry/test-binarise
tests_geometry_test_binarise_SOURCES = tests/geometry/test-binarise.c tests/geometry/pictures.h
tests_geometry_test_binarise_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_binarise_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-binarise

check_PROGRAMS += tests/geometry/test-baselines
tests_geometry_test_baselines_SOURCES = tests/geometry/test-baselines.c tests/geometry/pictures.h
tests_geometry_test_baselines_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_baselines_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-baselines

check_PROGRAMS += tests/geometry/test-masks
tests_geometry_test_masks_SOURCES = tests/geometry/test-masks.c tests/geometry/pictures.h \
	tests/geometry/scratch.h
tests_geometry_test_masks_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_masks_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-masks

check_PROGRAMS += tests/geometry/test-facs
tests_geometry_test_facs_SOURCES = tests/geometry/test-facs.c tests/geometry/pictures.h \
	tests/geometry/scratch.h
tests_geometry_test_facs_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_facs_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-facs

check_PROGRAMS += tests/geometry/test-aligners
tests_geometry_test_aligners_SOURCES = tests/geometry/test-aligners.c tests/geometry/aligning.h \
	tests/geometry/pictures.h tests/geometry/scratch.h
tests_geometry_test_aligners_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_aligners_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-aligners

check_PROGRAMS += tests/geometry/test-unalignable
tests_geometry_test_unalignable_SOURCES = tests/geometry/test-unalignable.c \
	tests/geometry/aligning.h tests/geometry/pictures.h tests/geometry/scratch.h
tests_geometry_test_unalignable_CPPFLAGS = $(KIT_CPPFLAGS)
tests_geometry_test_unalignable_LDADD = $(KIT_LIBS)
TESTS += tests/geometry/test-unalignable

check_PROGRAMS += tests/geometry/test-delaunay
tests_geometry_test_delaunay_SOURCES = tests/geometry/test-delaunay.c tests/geometry/aligning.h \
	tests/geometry/pictures.h \
	plugins/aligners/triangles/delaunay.c plugins/aligners/triangles/delaunay.h \
	plugins/aligners/triangles/locate.c plugins/aligners/triangles/locate.h
tests_geometry_test_delaunay_CPPFLAGS = $(KIT_CPPFLAGS) $(QHULL_CFLAGS) \
	-I$(top_srcdir)/plugins/aligners/triangles
tests_geometry_test_delaunay_LDADD = $(KIT_LIBS) $(QHULL_LIBS)
TESTS += tests/geometry/test-delaunay

check_PROGRAMS += tests/geometry/test-published
tests_geometry_test_published_SOURCES = tests/geometry/test-published.c tests/geometry/pictures.h
tests_geometry_test_published_CPPFLAGS = $(KIT_CPPFLAGS) $(PNG_CFLAGS)
tests_geometry_test_published_LDADD = $(KIT_LIBS) $(PNG_LIBS)
TESTS += tests/geometry/test-published

EXTRA_DIST += tests/golden/binarise tests/golden/geometry
