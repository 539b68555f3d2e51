plugin_LTLIBRARIES += plugins/metric-complexity.la
plugins_metric_complexity_la_SOURCES = plugins/metrics/complexity/complexity.c \
	plugins/common/ascending.h plugins/metrics/common/value.h
plugins_metric_complexity_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_complexity_la_LIBADD = -lm
