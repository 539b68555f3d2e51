# SPDX-License-Identifier: MIT
# Moving mass at the least cost. Linked into plugins and tests; no part of the
# host, not installed.
noinst_LTLIBRARIES += plugins/metrics/transport/libtransport.la
plugins_metrics_transport_libtransport_la_SOURCES = \
	plugins/metrics/transport/grid.c plugins/metrics/transport/grid.h \
	plugins/metrics/transport/simplex.c plugins/metrics/transport/simplex.h \
	plugins/metrics/transport/tree.c plugins/metrics/transport/tree.h

plugin_LTLIBRARIES += plugins/metric-transport.la
plugins_metric_transport_la_SOURCES = plugins/metrics/transport/transport.c \
	plugins/metrics/common/value.h
plugins_metric_transport_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_transport_la_LIBADD = plugins/metrics/transport/libtransport.la -lm
