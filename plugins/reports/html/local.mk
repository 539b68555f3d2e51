plugin_LTLIBRARIES += plugins/report-html.la
plugins_report_html_la_SOURCES = plugins/reports/html/html.c
plugins_report_html_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_html_la_LIBADD = -lm
