# SPDX-License-Identifier: MIT
# Gradients through a graph, linked into the backends that offer them.
noinst_LTLIBRARIES += plugins/backends/libreverse.la
plugins_backends_libreverse_la_SOURCES = \
	plugins/backends/graph/reverse/reverse.h \
	plugins/backends/graph/reverse/activation.c \
	plugins/backends/graph/reverse/batch.c \
	plugins/backends/graph/reverse/move.c \
	plugins/backends/graph/reverse/norm.c \
	plugins/backends/graph/reverse/pair.c \
	plugins/backends/graph/reverse/part.c plugins/backends/graph/reverse/part.h \
	plugins/backends/graph/reverse/plan.c plugins/backends/graph/reverse/plan.h \
	plugins/backends/graph/reverse/pool.c \
	plugins/backends/graph/reverse/rule.c plugins/backends/graph/reverse/rule.h \
	plugins/backends/graph/reverse/run.c \
	plugins/backends/graph/reverse/softmax.c
