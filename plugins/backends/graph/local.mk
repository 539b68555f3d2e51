# SPDX-License-Identifier: MIT
# The network graph that backends share, linked into each; no part of the host,
# not installed.
noinst_LTLIBRARIES += plugins/backends/libgraph.la
plugins_backends_libgraph_la_SOURCES = \
	plugins/backends/graph/graph.h \
	plugins/backends/graph/activation.c \
	plugins/backends/graph/asked.c plugins/backends/graph/asked.h \
	plugins/backends/graph/description.c plugins/backends/graph/description.h \
	plugins/backends/graph/export.c \
	plugins/backends/graph/fields.c plugins/backends/graph/fields.h \
	plugins/backends/graph/foreign.c plugins/backends/graph/foreign.h \
	plugins/backends/graph/hdf5.c \
	plugins/backends/graph/keras.c \
	plugins/backends/graph/kinds.c plugins/backends/graph/kinds.h \
	plugins/backends/graph/layers.c plugins/backends/graph/layers.h \
	plugins/backends/graph/memory.c plugins/backends/graph/memory.h \
	plugins/backends/graph/onnx/onnx.h \
	plugins/backends/graph/onnx/arithmetic.c \
	plugins/backends/graph/onnx/attributes.c \
	plugins/backends/graph/onnx/constant.c \
	plugins/backends/graph/onnx/convolve.c \
	plugins/backends/graph/onnx/file.c \
	plugins/backends/graph/onnx/file.h \
	plugins/backends/graph/onnx/import.c \
	plugins/backends/graph/onnx/import.h \
	plugins/backends/graph/onnx/input.c \
	plugins/backends/graph/onnx/keep.c \
	plugins/backends/graph/onnx/nodes.c \
	plugins/backends/graph/onnx/norm.c \
	plugins/backends/graph/onnx/operators.c \
	plugins/backends/graph/onnx/pool.c \
	plugins/backends/graph/onnx/reduce.c \
	plugins/backends/graph/onnx/resize.c \
	plugins/backends/graph/onnx/shape.c \
	plugins/backends/graph/onnx/slice.c \
	plugins/backends/graph/onnx/unary.c \
	plugins/backends/graph/onnx/values.c \
	plugins/backends/graph/onnx/view.c \
	plugins/backends/graph/onnx/view.h \
	plugins/backends/graph/onnx/write.c \
	plugins/backends/graph/onnx/write.h \
	plugins/backends/graph/onnx/write_activation.c \
	plugins/backends/graph/onnx/write_move.c \
	plugins/backends/graph/onnx/write_node.c \
	plugins/backends/graph/normalise.c \
	plugins/backends/graph/optimise.c \
	plugins/backends/graph/pattern.h \
	plugins/backends/graph/read.c \
	plugins/backends/graph/reach.c plugins/backends/graph/reach.h \
	plugins/backends/graph/noise.h \
	plugins/backends/graph/randomise.c plugins/backends/graph/randomise.h \
	plugins/backends/graph/receptive.c \
	plugins/backends/graph/redraw.c plugins/backends/graph/redraw.h \
	plugins/backends/graph/safetensors.c \
	plugins/backends/graph/shape.c \
	plugins/backends/graph/tfjs.c \
	plugins/backends/graph/untrained.c \
	plugins/backends/graph/walk.h \
	plugins/backends/graph/weighted.c \
	plugins/backends/graph/weights.c plugins/backends/graph/weights.h \
	plugins/backends/graph/windows.c
nodist_plugins_backends_libgraph_la_SOURCES = \
	plugins/backends/graph/onnx/onnx.pb-c.c \
	plugins/backends/graph/onnx/onnx.pb-c.h
plugins_backends_libgraph_la_CPPFLAGS = $(AM_CPPFLAGS) $(PROTOBUF_C_CFLAGS) \
	$(JANSSON_CFLAGS) $(HDF5_CFLAGS) -DH5_USE_110_API -Iplugins/backends/graph/onnx
plugins_backends_libgraph_la_LIBADD = $(PROTOBUF_C_LIBS) $(JANSSON_LIBS) $(HDF5_LIBS) -lm

# The code that reads ONNX's messages is made from their definition as it is
# installed: it must fit the library's version, so a distribution leaves it out.
plugins/backends/graph/onnx/onnx.pb-c.c: $(ONNX_PROTO)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(PROTOC_C) --c_out=$(@D) --proto_path=`dirname $(ONNX_PROTO)` $(ONNX_PROTO)
plugins/backends/graph/onnx/onnx.pb-c.h: plugins/backends/graph/onnx/onnx.pb-c.c
$(plugins_backends_libgraph_la_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
CLEANFILES += plugins/backends/graph/onnx/onnx.pb-c.c plugins/backends/graph/onnx/onnx.pb-c.h
