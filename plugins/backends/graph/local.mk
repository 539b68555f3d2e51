# SPDX-License-Identifier: MIT
# The network graph that backends share, linked into each; no part of the host,
# not installed.
noinst_LTLIBRARIES += plugins/backends/libgraph.la
plugins_backends_libgraph_la_SOURCES = \
	plugins/backends/graph/graph.h \
	plugins/backends/graph/activation.c \
	plugins/backends/graph/fields.c plugins/backends/graph/fields.h \
	plugins/backends/graph/kinds.c \
	plugins/backends/graph/layers.c plugins/backends/graph/layers.h \
	plugins/backends/graph/memory.c plugins/backends/graph/memory.h \
	plugins/backends/graph/read.c \
	plugins/backends/graph/shape.c \
	plugins/backends/graph/tfjs.c \
	plugins/backends/graph/weights.c plugins/backends/graph/weights.h
