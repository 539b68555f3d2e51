# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/analysis-randomisation.la
plugins_analysis_randomisation_la_SOURCES = \
	plugins/analyses/randomisation/randomisation.c plugins/common/cell.h
plugins_analysis_randomisation_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_randomisation_la_LIBADD = plugins/analyses/statistics/libstatistics.la \
	$(GSL_LIBS) -lm
