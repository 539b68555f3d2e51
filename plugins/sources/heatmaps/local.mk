# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/source-heatmaps.la
plugins_source_heatmaps_la_SOURCES = \
	plugins/sources/heatmaps/heatmaps.c \
	plugins/sources/heatmaps/array.c plugins/sources/heatmaps/array.h
plugins_source_heatmaps_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_heatmaps_la_LIBADD = \
	plugins/sources/picture/libpicture.la plugins/sources/common/libsource.la -lm
