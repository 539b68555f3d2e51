# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/backend-process.la
plugins_backend_process_la_SOURCES = \
	plugins/backends/process/process.c plugins/backends/process/process.h \
	plugins/backends/process/answer.c plugins/backends/process/answer.h \
	plugins/backends/process/find.c \
	plugins/backends/process/program.c plugins/backends/process/program.h \
	plugins/backends/process/scores.c \
	plugins/backends/process/start.c
plugins_backend_process_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_process_la_LIBADD = plugins/backends/libgraph.la $(PROTOBUF_C_LIBS) -lm
