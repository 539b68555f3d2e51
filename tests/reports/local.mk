# SPDX-License-Identifier: MIT
check_LTLIBRARIES += tests/reports/libmadeup.la
tests_reports_libmadeup_la_SOURCES = tests/reports/made_up.c tests/reports/made_up.h
tests_reports_libmadeup_la_CPPFLAGS = $(KIT_CPPFLAGS)

check_PROGRAMS += tests/reports/test-csv
tests_reports_test_csv_SOURCES = tests/reports/test-csv.c
tests_reports_test_csv_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_csv_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-csv

check_PROGRAMS += tests/reports/test-html
tests_reports_test_html_SOURCES = tests/reports/test-html.c \
	tests/reports/markup.c tests/reports/markup.h
tests_reports_test_html_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_html_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-html

check_PROGRAMS += tests/reports/test-text
tests_reports_test_text_SOURCES = tests/reports/test-text.c \
	tests/reports/markup.c tests/reports/markup.h
tests_reports_test_text_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_text_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-text

ANSWER_TESTS = tests/reports/test-answer.sh
TESTS += $(ANSWER_TESTS)
EXTRA_DIST += $(ANSWER_TESTS)

check_PROGRAMS += tests/reports/test-html-faithfulness
tests_reports_test_html_faithfulness_SOURCES = tests/reports/test-html-faithfulness.c \
	tests/reports/markup.c tests/reports/markup.h
tests_reports_test_html_faithfulness_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_html_faithfulness_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-html-faithfulness

check_PROGRAMS += tests/reports/test-truth
tests_reports_test_truth_SOURCES = tests/reports/test-truth.c \
	tests/reports/markup.c tests/reports/markup.h
tests_reports_test_truth_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_truth_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-truth

check_PROGRAMS += tests/reports/test-explainers
tests_reports_test_explainers_SOURCES = tests/reports/test-explainers.c \
	tests/reports/markup.c tests/reports/markup.h
tests_reports_test_explainers_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reports_test_explainers_LDADD = tests/reports/libmadeup.la $(KIT_LIBS)
TESTS += tests/reports/test-explainers

check_PROGRAMS += tests/reports/test-axis
tests_reports_test_axis_SOURCES = tests/reports/test-axis.c
tests_reports_test_axis_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/reports/common
tests_reports_test_axis_LDADD = plugins/reports/common/libreport.la $(KIT_LIBS)
TESTS += tests/reports/test-axis
