# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/analysis-regions.la
plugins_analysis_regions_la_SOURCES = \
	plugins/analyses/regions/regions.c plugins/analyses/regions/expected.c \
	plugins/analyses/regions/expected.h plugins/analyses/regions/share.c \
	plugins/analyses/regions/share.h plugins/common/cell.h
plugins_analysis_regions_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_regions_la_LIBADD = plugins/analyses/statistics/libstatistics.la \
	$(GSL_LIBS) -lm
