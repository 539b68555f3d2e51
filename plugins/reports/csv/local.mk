# SPDX-License-Identifier: MIT
# What the reports share, linked into each; no part of the host, not installed.
noinst_LTLIBRARIES += plugins/reports/common/libreport.la
plugins_reports_common_libreport_la_SOURCES = \
	plugins/reports/common/axis.c plugins/reports/common/axis.h \
	plugins/reports/common/draft.c plugins/reports/common/draft.h \
	plugins/reports/common/figure.c plugins/reports/common/figure.h \
	plugins/reports/common/number.c plugins/reports/common/number.h \
	plugins/reports/common/shade.c plugins/reports/common/shade.h

plugin_LTLIBRARIES += plugins/report-csv.la
plugins_report_csv_la_SOURCES = plugins/reports/csv/csv.c \
	plugins/reports/csv/line.c plugins/reports/csv/line.h \
	plugins/reports/csv/file_name.c plugins/reports/csv/file_name.h
plugins_report_csv_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_csv_la_LIBADD = plugins/reports/common/libreport.la -lm
