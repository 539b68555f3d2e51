# SPDX-License-Identifier: MIT
if HAVE_ONNXRUNTIME
plugin_LTLIBRARIES += plugins/backend-onnxruntime.la
endif
plugins_backend_onnxruntime_la_SOURCES = \
	plugins/backends/onnxruntime/onnxruntime.c plugins/backends/onnxruntime/network.h \
	plugins/backends/onnxruntime/layers.c \
	plugins/backends/onnxruntime/model.c plugins/backends/onnxruntime/model.h \
	plugins/backends/onnxruntime/open.c \
	plugins/backends/onnxruntime/scores.c \
	plugins/backends/onnxruntime/session.c plugins/backends/onnxruntime/session.h
plugins_backend_onnxruntime_la_CPPFLAGS = $(AM_CPPFLAGS) $(PROTOBUF_C_CFLAGS) \
	$(ONNXRUNTIME_CFLAGS) -Iplugins/backends/graph/onnx
plugins_backend_onnxruntime_la_CFLAGS = $(AM_CFLAGS) -pthread
plugins_backend_onnxruntime_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_onnxruntime_la_LIBADD = plugins/backends/libgraph.la $(PROTOBUF_C_LIBS) \
	$(ONNXRUNTIME_LIBS) -lpthread -lm
$(plugins_backend_onnxruntime_la_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
