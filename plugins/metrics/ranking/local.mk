# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-ranking.la
plugins_metric_ranking_la_SOURCES = plugins/metrics/ranking/ranking.c \
	plugins/metrics/ranking/scores.c plugins/metrics/ranking/scores.h \
	plugins/metrics/common/value.h
plugins_metric_ranking_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_ranking_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
