# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/analysis-steadiness.la
plugins_analysis_steadiness_la_SOURCES = \
	plugins/analyses/steadiness/family.c plugins/analyses/steadiness/family.h \
	plugins/analyses/steadiness/steadiness.c plugins/common/cell.h
plugins_analysis_steadiness_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_steadiness_la_LIBADD = -lm
