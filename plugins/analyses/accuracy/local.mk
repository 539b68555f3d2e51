# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/analysis-accuracy.la
plugins_analysis_accuracy_la_SOURCES = \
	plugins/analyses/accuracy/accuracy.c plugins/common/cell.h plugins/common/tally.h
plugins_analysis_accuracy_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_accuracy_la_LIBADD = plugins/analyses/statistics/libstatistics.la \
	$(GSL_LIBS) -lm
