plugin_LTLIBRARIES += plugins/metric-overlap.la
plugins_metric_overlap_la_SOURCES = plugins/metrics/overlap/overlap.c \
	plugins/metrics/overlap/chance.c plugins/metrics/overlap/chance.h \
	plugins/metrics/common/value.h
plugins_metric_overlap_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_overlap_la_LIBADD = -lm
