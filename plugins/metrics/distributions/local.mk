# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-distributions.la
plugins_metric_distributions_la_SOURCES = plugins/metrics/distributions/distributions.c \
	plugins/metrics/common/flaw.h plugins/metrics/common/value.h
plugins_metric_distributions_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_distributions_la_LIBADD = -lm
