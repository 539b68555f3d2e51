# SPDX-License-Identifier: MIT
# The whole program, as a user runs it.
RUN_TESTS = \
	tests/run/test-bad-input.sh \
	tests/run/test-baselines.sh \
	tests/run/test-coalitions.sh \
	tests/run/test-conduct.sh \
	tests/run/test-faces.sh \
	tests/run/test-faithfulness.sh \
	tests/run/test-published.sh \
	tests/run/test-recall.sh \
	tests/run/test-findings.sh \
	tests/run/test-folds.sh tests/run/test-train.sh \
	tests/run/test-reports.sh \
	tests/run/test-same-bytes.sh \
	tests/run/test-score.sh \
	tests/run/test-steadiness.sh \
	tests/run/test-truth.sh
TESTS += $(RUN_TESTS)
EXTRA_DIST += $(RUN_TESTS)

check_LTLIBRARIES += tests/run/faulty.la
tests_run_faulty_la_SOURCES = tests/run/faulty.c
tests_run_faulty_la_LDFLAGS = $(PLUGIN_LDFLAGS)
tests_run_faulty_la_LIBADD = -lm

check_LTLIBRARIES += tests/run/changing.la
tests_run_changing_la_SOURCES = tests/run/changing.c
tests_run_changing_la_LDFLAGS = $(PLUGIN_LDFLAGS)

check_LTLIBRARIES += tests/run/truthful.la
tests_run_truthful_la_SOURCES = tests/run/truthful.c
tests_run_truthful_la_LDFLAGS = $(PLUGIN_LDFLAGS)

CLUSTER_TESTS = tests/run/test-clusters.sh
TESTS += $(CLUSTER_TESTS)
EXTRA_DIST += $(CLUSTER_TESTS)

RANDOMISED_TESTS = tests/run/test-randomised.sh
TESTS += $(RANDOMISED_TESTS)
EXTRA_DIST += $(RANDOMISED_TESTS)

REGION_TESTS = tests/run/test-regions.sh
TESTS += $(REGION_TESTS)
EXTRA_DIST += $(REGION_TESTS)

COMPARE_TESTS = tests/run/test-compare.sh
TESTS += $(COMPARE_TESTS)
EXTRA_DIST += $(COMPARE_TESTS)
