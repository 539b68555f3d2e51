# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/segmenter-grid.la
plugins_segmenter_grid_la_SOURCES = plugins/segmenters/grid/grid.c \
	plugins/common/lattice.h
plugins_segmenter_grid_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_grid_la_LIBADD = plugins/segmenters/planes/libplanes.la -lm
