# SPDX-License-Identifier: MIT
# Scores of coalitions from distinct patterns, with each backend that has them.
COALITIONS_SOURCES = tests/coalitions/problem.c tests/coalitions/problem.h

check_PROGRAMS += tests/coalitions/test-coalitions
tests_coalitions_test_coalitions_SOURCES = tests/coalitions/test-coalitions.c $(COALITIONS_SOURCES)
tests_coalitions_test_coalitions_CPPFLAGS = $(KIT_CPPFLAGS)
tests_coalitions_test_coalitions_LDADD = $(KIT_LIBS)
TESTS += tests/coalitions/test-coalitions

EXTRA_DIST += tests/coalitions/mixed.yaml
