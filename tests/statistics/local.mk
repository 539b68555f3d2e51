# SPDX-License-Identifier: MIT
STATISTICS_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/analyses/statistics
STATISTICS_LIBS = plugins/analyses/statistics/libstatistics.la $(KIT_LIBS) $(GSL_LIBS)

check_PROGRAMS += tests/statistics/test-intervals tests/statistics/test-tests
tests_statistics_test_intervals_SOURCES = tests/statistics/test-intervals.c tests/statistics/vectors.h
tests_statistics_test_intervals_CPPFLAGS = $(STATISTICS_CPPFLAGS)
tests_statistics_test_intervals_LDADD = $(STATISTICS_LIBS)
tests_statistics_test_tests_SOURCES = tests/statistics/test-tests.c tests/statistics/vectors.h
tests_statistics_test_tests_CPPFLAGS = $(STATISTICS_CPPFLAGS)
tests_statistics_test_tests_LDADD = $(STATISTICS_LIBS)
TESTS += tests/statistics/test-intervals tests/statistics/test-tests

check_PROGRAMS += tests/statistics/test-inference
tests_statistics_test_inference_SOURCES = tests/statistics/test-inference.c tests/statistics/vectors.h
tests_statistics_test_inference_CPPFLAGS = $(STATISTICS_CPPFLAGS)
tests_statistics_test_inference_LDADD = $(KIT_LIBS)
TESTS += tests/statistics/test-inference

# How often intervals hold the truth and tests err; its output is in docs/statistics.md.
EXTRA_PROGRAMS += tests/statistics/simulate
tests_statistics_simulate_SOURCES = tests/statistics/simulate.c
tests_statistics_simulate_CPPFLAGS = $(STATISTICS_CPPFLAGS) $(GSL_CFLAGS)
tests_statistics_simulate_LDADD = plugins/analyses/statistics/libstatistics.la $(GSL_LIBS)
CLEANFILES += tests/statistics/simulate
CHECK_SLOW += tests/statistics/simulate

check_PROGRAMS += tests/statistics/test-randomisation
tests_statistics_test_randomisation_SOURCES = tests/statistics/test-randomisation.c
tests_statistics_test_randomisation_CPPFLAGS = $(KIT_CPPFLAGS)
tests_statistics_test_randomisation_LDADD = $(KIT_LIBS) -lm
TESTS += tests/statistics/test-randomisation

check_PROGRAMS += tests/statistics/test-accuracy
tests_statistics_test_accuracy_SOURCES = tests/statistics/test-accuracy.c
tests_statistics_test_accuracy_CPPFLAGS = $(KIT_CPPFLAGS)
tests_statistics_test_accuracy_LDADD = $(KIT_LIBS) -lm
TESTS += tests/statistics/test-accuracy

check_PROGRAMS += tests/statistics/test-steadiness
tests_statistics_test_steadiness_SOURCES = tests/statistics/test-steadiness.c
tests_statistics_test_steadiness_CPPFLAGS = $(KIT_CPPFLAGS)
tests_statistics_test_steadiness_LDADD = $(KIT_LIBS) -lm
TESTS += tests/statistics/test-steadiness
