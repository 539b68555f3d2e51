# SPDX-License-Identifier: MIT
# The answer, for every report that says it: one computation, several forms.
noinst_LTLIBRARIES += plugins/reports/finding/libfinding.la
plugins_reports_finding_libfinding_la_SOURCES = \
	plugins/reports/finding/ablation.c plugins/reports/finding/ablation.h \
	plugins/reports/finding/basis.c plugins/reports/finding/basis.h \
	plugins/reports/finding/contrast.c plugins/reports/finding/contrast.h \
	plugins/reports/finding/misfit.c plugins/reports/finding/misfit.h \
	plugins/reports/finding/names.c plugins/reports/finding/names.h \
	plugins/reports/finding/score.c plugins/reports/finding/score.h \
	plugins/reports/finding/summary.c plugins/reports/finding/summary.h \
	plugins/reports/finding/truth.c plugins/reports/finding/truth.h
plugins_reports_finding_libfinding_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
plugins_reports_finding_libfinding_la_LIBADD = plugins/common/libtables.la

plugin_LTLIBRARIES += plugins/report-text.la
plugins_report_text_la_SOURCES = plugins/reports/text/text.c \
	plugins/reports/text/compared.c plugins/reports/text/compared.h \
	plugins/reports/text/effort.c plugins/reports/text/effort.h \
	plugins/reports/text/truth.c plugins/reports/text/truth.h \
	plugins/reports/text/line.c plugins/reports/text/line.h
plugins_report_text_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
plugins_report_text_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_text_la_LIBADD = plugins/reports/finding/libfinding.la \
	plugins/reports/common/libreport.la $(JANSSON_LIBS) -lm
