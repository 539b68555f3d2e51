plugin_LTLIBRARIES += plugins/metric-deletion-insertion.la
plugins_metric_deletion_insertion_la_SOURCES = \
	plugins/metrics/deletion-insertion/deletion_insertion.c plugins/metrics/common/value.h
plugins_metric_deletion_insertion_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_deletion_insertion_la_LIBADD = plugins/metrics/quality/libquality.la -lm
