# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-road.la
plugins_metric_road_la_SOURCES = plugins/metrics/road/road.c \
	plugins/metrics/road/imputation.c plugins/metrics/road/imputation.h \
	plugins/metrics/common/flaw.h plugins/metrics/common/value.h
plugins_metric_road_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_road_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
