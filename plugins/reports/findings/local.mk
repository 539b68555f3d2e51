# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/report-findings.la
plugins_report_findings_la_SOURCES = plugins/reports/findings/findings.c
plugins_report_findings_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
plugins_report_findings_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_findings_la_LIBADD = plugins/reports/finding/libfinding.la \
	plugins/reports/common/libreport.la $(JANSSON_LIBS) -lm
