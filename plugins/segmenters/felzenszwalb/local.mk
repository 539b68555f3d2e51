# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/segmenter-felzenszwalb.la
plugins_segmenter_felzenszwalb_la_SOURCES = plugins/segmenters/felzenszwalb/felzenszwalb.c \
	plugins/segmenters/felzenszwalb/edges.c plugins/segmenters/felzenszwalb/edges.h \
	plugins/segmenters/felzenszwalb/sort.c \
	plugins/segmenters/felzenszwalb/forest.c plugins/segmenters/felzenszwalb/forest.h
plugins_segmenter_felzenszwalb_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-trapping-math
plugins_segmenter_felzenszwalb_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_felzenszwalb_la_LIBADD = plugins/segmenters/planes/libplanes.la -lm
