# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-top.la
plugins_metric_top_la_SOURCES = plugins/metrics/top/top.c \
	plugins/metrics/common/flaw.h plugins/metrics/common/value.h
plugins_metric_top_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_top_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
