# SPDX-License-Identifier: MIT
include plugins/aligners/frame/local.mk

plugin_LTLIBRARIES += plugins/aligner-triangles.la
plugins_aligner_triangles_la_SOURCES = \
	plugins/aligners/triangles/triangles.c \
	plugins/aligners/triangles/delaunay.c plugins/aligners/triangles/delaunay.h \
	plugins/aligners/triangles/locate.c plugins/aligners/triangles/locate.h
plugins_aligner_triangles_la_CPPFLAGS = $(AM_CPPFLAGS) $(QHULL_CFLAGS)
plugins_aligner_triangles_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_aligner_triangles_la_LIBADD = plugins/aligners/frame/libframe.la $(QHULL_LIBS) -lm
