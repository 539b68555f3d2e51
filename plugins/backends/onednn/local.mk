# SPDX-License-Identifier: MIT
if HAVE_DNNL
plugin_LTLIBRARIES += plugins/backend-onednn.la
plugins_backend_onednn_la_SOURCES = \
	plugins/backends/onednn/onednn.c \
	plugins/backends/onednn/batch.c plugins/backends/onednn/batch.h \
	plugins/backends/onednn/layout.c plugins/backends/onednn/layout.h \
	plugins/backends/onednn/node.c \
	plugins/backends/onednn/phase.c plugins/backends/onednn/phase.h \
	plugins/backends/onednn/plan.c plugins/backends/onednn/plan.h \
	plugins/backends/onednn/primitive.c plugins/backends/onednn/primitive.h \
	plugins/backends/onednn/probe.c plugins/backends/onednn/probe.h \
	plugins/backends/onednn/run.c \
	plugins/backends/onednn/threads.h
plugins_backend_onednn_la_CFLAGS = $(AM_CFLAGS) -pthread
plugins_backend_onednn_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_onednn_la_LIBADD = $(MODEL_LIBS) -ldnnl -lgomp -lpthread -lm
endif
