# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-rise.la
plugins_explainer_rise_la_SOURCES = plugins/explainers/rise/rise.c \
	plugins/explainers/rise/masks.c plugins/explainers/rise/masks.h \
	plugins/metrics/common/value.h
plugins_explainer_rise_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_rise_la_LIBADD = plugins/explainers/coalition/libcoalition.la \
	plugins/explainers/halves/libhalves.la -lm
