plugin_LTLIBRARIES += plugins/report-csv.la
plugins_report_csv_la_SOURCES = plugins/reports/csv/csv.c
plugins_report_csv_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_csv_la_LIBADD = -lm
