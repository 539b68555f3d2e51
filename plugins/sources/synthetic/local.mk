# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/source-synthetic.la
plugins_source_synthetic_la_SOURCES = \
	plugins/sources/synthetic/synthetic.c plugins/sources/synthetic/stream.h \
	plugins/sources/synthetic/action.c plugins/sources/synthetic/action.h \
	plugins/sources/synthetic/face.c plugins/sources/synthetic/face.h \
	plugins/sources/synthetic/canvas.c plugins/sources/synthetic/canvas.h \
	plugins/sources/synthetic/draw.c plugins/sources/synthetic/features.c \
	plugins/sources/synthetic/draw.h \
	plugins/sources/synthetic/mark.c plugins/sources/synthetic/mark.h \
	plugins/sources/synthetic/scene.c plugins/sources/synthetic/scene.h \
	plugins/sources/synthetic/truth.c plugins/sources/synthetic/truth.h
plugins_source_synthetic_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_synthetic_la_LIBADD = -lm
