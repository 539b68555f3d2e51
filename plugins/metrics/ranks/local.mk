# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-ranks.la
plugins_metric_ranks_la_SOURCES = plugins/metrics/ranks/ranks.c \
	plugins/metrics/ranks/ranked.c plugins/metrics/ranks/ranked.h \
	plugins/metrics/common/flaw.h plugins/metrics/common/moments.h plugins/metrics/common/value.h
plugins_metric_ranks_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_ranks_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
