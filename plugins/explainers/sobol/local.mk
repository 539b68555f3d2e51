# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-sobol.la
plugins_explainer_sobol_la_SOURCES = plugins/explainers/sobol/sobol.c \
	plugins/metrics/common/value.h
plugins_explainer_sobol_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_sobol_la_LIBADD = plugins/explainers/sensitivity/libsensitivity.la \
	plugins/explainers/halves/libhalves.la -lm
