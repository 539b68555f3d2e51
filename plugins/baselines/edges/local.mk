# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/baseline-edges.la
plugins_baseline_edges_la_SOURCES = plugins/baselines/edges/edges.c plugins/baselines/face/face.h
plugins_baseline_edges_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_baseline_edges_la_LIBADD = plugins/baselines/face/libface.la -lm
