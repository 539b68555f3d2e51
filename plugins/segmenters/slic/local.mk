# SPDX-License-Identifier: MIT
include plugins/segmenters/planes/local.mk

plugin_LTLIBRARIES += plugins/segmenter-slic.la
plugins_segmenter_slic_la_SOURCES = plugins/segmenters/slic/slic.c \
	plugins/segmenters/slic/cluster.c plugins/segmenters/slic/cluster.h \
	plugins/segmenters/slic/connect.c plugins/segmenters/slic/connect.h \
	plugins/segmenters/slic/seeds.c plugins/segmenters/slic/seeds.h \
	plugins/segmenters/slic/tile.c plugins/segmenters/slic/tile.h
plugins_segmenter_slic_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-trapping-math
plugins_segmenter_slic_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_slic_la_LIBADD = plugins/segmenters/planes/libplanes.la -lm
