# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/segmenter-quickshift.la
plugins_segmenter_quickshift_la_SOURCES = plugins/segmenters/quickshift/quickshift.c \
	plugins/segmenters/quickshift/tree.c plugins/segmenters/quickshift/tree.h \
	plugins/segmenters/quickshift/field.c plugins/segmenters/quickshift/field.h \
	plugins/segmenters/quickshift/noise.c plugins/segmenters/quickshift/noise.h
plugins_segmenter_quickshift_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-trapping-math
plugins_segmenter_quickshift_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_quickshift_la_LIBADD = plugins/segmenters/planes/libplanes.la -lm
