# SPDX-License-Identifier: MIT
# Plugins that are wrong in one way each, for the conformance kit to find out. The larger ones do
# well or wrong as their parameter `how` tells.
check_LTLIBRARIES += tests/sdk/unruly/analysis.la
tests_sdk_unruly_analysis_la_SOURCES = tests/sdk/unruly/analysis.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_analysis_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/answers.la
tests_sdk_unruly_answers_la_SOURCES = tests/sdk/unruly/answers.c \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_answers_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/backend.la
tests_sdk_unruly_backend_la_SOURCES = tests/sdk/unruly/backend.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_backend_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/binariser.la
tests_sdk_unruly_binariser_la_SOURCES = tests/sdk/unruly/binariser.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_binariser_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/conduct.la
tests_sdk_unruly_conduct_la_SOURCES = tests/sdk/unruly/conduct.c \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_conduct_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/explainer.la
tests_sdk_unruly_explainer_la_SOURCES = tests/sdk/unruly/explainer.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_explainer_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/guesses.la
tests_sdk_unruly_guesses_la_SOURCES = tests/sdk/unruly/guesses.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_guesses_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/mask.la
tests_sdk_unruly_mask_la_SOURCES = tests/sdk/unruly/mask.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_mask_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/metric.la
tests_sdk_unruly_metric_la_SOURCES = tests/sdk/unruly/metric.c \
	tests/sdk/unruly/metric.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_metric_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/no-doc.la
tests_sdk_unruly_no_doc_la_SOURCES = tests/sdk/unruly/no-doc.c \
	tests/sdk/unruly/descriptor.h \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_no_doc_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/no-range.la
tests_sdk_unruly_no_range_la_SOURCES = tests/sdk/unruly/no-range.c \
	tests/sdk/unruly/metric.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_no_range_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/not-utf8.la
tests_sdk_unruly_not_utf8_la_SOURCES = tests/sdk/unruly/not-utf8.c \
	tests/sdk/unruly/descriptor.h \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_not_utf8_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/opening.la
tests_sdk_unruly_opening_la_SOURCES = tests/sdk/unruly/opening.c \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_opening_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/report.la
tests_sdk_unruly_report_la_SOURCES = tests/sdk/unruly/report.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_report_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/same-id.la
tests_sdk_unruly_same_id_la_SOURCES = tests/sdk/unruly/same-id.c \
	tests/sdk/unruly/metric.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_same_id_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/source.la
tests_sdk_unruly_source_la_SOURCES = tests/sdk/unruly/source.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_source_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/taken-id.la
tests_sdk_unruly_taken_id_la_SOURCES = tests/sdk/unruly/taken-id.c \
	tests/sdk/unruly/how.h
tests_sdk_unruly_taken_id_la_LDFLAGS = $(BROKEN_LDFLAGS)
check_LTLIBRARIES += tests/sdk/unruly/two-lines.la
tests_sdk_unruly_two_lines_la_SOURCES = tests/sdk/unruly/two-lines.c \
	tests/sdk/unruly/descriptor.h \
	tests/sdk/unruly/segmenter.h \
	tests/sdk/unruly/how.h
tests_sdk_unruly_two_lines_la_LDFLAGS = $(BROKEN_LDFLAGS)
