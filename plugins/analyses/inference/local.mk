# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/analysis-inference.la
plugins_analysis_inference_la_SOURCES = plugins/analyses/inference/inference.c \
	plugins/analyses/inference/inference.h plugins/analyses/inference/cells.h \
	plugins/analyses/inference/ablations.c \
	plugins/analyses/inference/choice.c plugins/analyses/inference/choice.h \
	plugins/analyses/inference/choices.c \
	plugins/analyses/inference/contrasts.c plugins/analyses/inference/contrast.h \
	plugins/analyses/inference/estimate.c plugins/analyses/inference/estimate.h \
	plugins/analyses/inference/grid.c plugins/analyses/inference/grid.h \
	plugins/analyses/inference/multiplicity.c \
	plugins/analyses/inference/pairs.c \
	plugins/analyses/inference/ranks.c \
	plugins/analyses/inference/single.c plugins/analyses/inference/single.h \
	plugins/analyses/inference/singles.c \
	plugins/analyses/inference/tests.c \
	plugins/analyses/inference/totals.c plugins/analyses/inference/totals.h \
	plugins/analyses/inference/truths.c
plugins_analysis_inference_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_inference_la_LIBADD = plugins/analyses/statistics/libstatistics.la \
	plugins/common/libtables.la $(GSL_LIBS) -lm
