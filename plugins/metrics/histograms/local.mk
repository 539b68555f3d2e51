# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-histograms.la
plugins_metric_histograms_la_SOURCES = plugins/metrics/histograms/histograms.c \
	plugins/metrics/common/flaw.h plugins/metrics/common/value.h
plugins_metric_histograms_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_histograms_la_LIBADD = -lm
