# SPDX-License-Identifier: MIT
# Scores of coalitions from distinct patterns, with each backend that has them.
COALITIONS_SOURCES = tests/coalitions/problem.c tests/coalitions/problem.h

check_PROGRAMS += tests/coalitions/test-coalitions
tests_coalitions_test_coalitions_SOURCES = tests/coalitions/test-coalitions.c $(COALITIONS_SOURCES)
tests_coalitions_test_coalitions_CPPFLAGS = $(KIT_CPPFLAGS)
tests_coalitions_test_coalitions_LDADD = $(KIT_LIBS)
TESTS += tests/coalitions/test-coalitions

check_PROGRAMS += tests/coalitions/test-kernels
tests_coalitions_test_kernels_SOURCES = tests/coalitions/test-kernels.c
tests_coalitions_test_kernels_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_coalitions_test_kernels_LDADD = plugins/backends/libcoalitions.la $(KIT_LIBS) -lm
TESTS += tests/coalitions/test-kernels

check_PROGRAMS += tests/coalitions/test-parts
tests_coalitions_test_parts_SOURCES = tests/coalitions/test-parts.c
tests_coalitions_test_parts_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_coalitions_test_parts_LDADD = $(MODEL_LIBS) $(KIT_LIBS) -lpthread -lm
TESTS += tests/coalitions/test-parts

EXTRA_DIST += tests/coalitions/mixed.yaml tests/coalitions/excite.yaml
