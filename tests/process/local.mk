# SPDX-License-Identifier: MIT
# The plugins that let a program in another language explain and compare.
check_LTLIBRARIES += tests/process/libpython.la
tests_process_libpython_la_SOURCES = tests/process/python.c tests/process/python.h
tests_process_libpython_la_CPPFLAGS = $(KIT_CPPFLAGS)

check_PROGRAMS += tests/process/test-explainer
tests_process_test_explainer_SOURCES = tests/process/test-explainer.c
tests_process_test_explainer_CPPFLAGS = $(KIT_CPPFLAGS)
tests_process_test_explainer_LDADD = tests/process/libpython.la tests/explain/libexplaining.la \
	$(KIT_LIBS)
TESTS += tests/process/test-explainer

check_PROGRAMS += tests/process/test-metric
tests_process_test_metric_SOURCES = tests/process/test-metric.c tests/metrics/agreeing.h
tests_process_test_metric_CPPFLAGS = $(KIT_CPPFLAGS)
tests_process_test_metric_LDADD = tests/process/libpython.la $(KIT_LIBS)
TESTS += tests/process/test-metric

TESTS += tests/process/test-run.sh
EXTRA_DIST += tests/process/test-run.sh tests/process/comparing.py tests/process/misbehaving.py \
	tests/process/telling.py
