# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/backend-process.la
plugins_backend_process_la_SOURCES = \
	plugins/backends/process/process.c plugins/backends/process/process.h \
	plugins/backends/process/scores.c
plugins_backend_process_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_process_la_LIBADD = plugins/common/process/libprogram.la \
	plugins/backends/libgraph.la $(PROTOBUF_C_LIBS) -lm
