# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-process.la
plugins_metric_process_la_SOURCES = plugins/metrics/process/process.c \
	plugins/metrics/common/flaw.h plugins/metrics/common/value.h
plugins_metric_process_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_process_la_LIBADD = plugins/common/process/libprogram.la -lm
