# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-sedc.la
plugins_explainer_sedc_la_SOURCES = plugins/explainers/sedc/sedc.c \
	plugins/explainers/sedc/search.c plugins/explainers/sedc/search.h \
	plugins/metrics/common/value.h
plugins_explainer_sedc_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_sedc_la_LIBADD = plugins/explainers/coalition/libcoalition.la -lm
