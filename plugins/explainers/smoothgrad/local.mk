# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-smoothgrad.la
plugins_explainer_smoothgrad_la_SOURCES = plugins/explainers/smoothgrad/smoothgrad.c \
	plugins/metrics/common/value.h
plugins_explainer_smoothgrad_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_smoothgrad_la_LIBADD = plugins/explainers/pixels/libpixels.la \
	plugins/explainers/halves/libhalves.la -lm
