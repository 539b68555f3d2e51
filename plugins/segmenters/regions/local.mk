# SPDX-License-Identifier: MIT
# Whether a pixel's centre lies in an outline must not depend on the compiler's taste for
# fused multiply-add.
plugin_LTLIBRARIES += plugins/segmenter-regions.la
plugins_segmenter_regions_la_SOURCES = plugins/segmenters/regions/regions.c \
	plugins/segmenters/regions/paint.c plugins/segmenters/regions/paint.h
plugins_segmenter_regions_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off
plugins_segmenter_regions_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_regions_la_LIBADD = plugins/segmenters/planes/libplanes.la \
	plugins/common/shape/libshape.la -lm
