plugin_LTLIBRARIES += plugins/metric-classification.la
plugins_metric_classification_la_SOURCES = plugins/metrics/classification/classification.c \
	plugins/common/tally.h plugins/metrics/common/value.h
plugins_metric_classification_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_classification_la_LIBADD = -lm
