# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-eigencam.la
plugins_explainer_eigencam_la_SOURCES = plugins/explainers/eigencam/eigencam.c \
	plugins/explainers/eigencam/component.c plugins/explainers/eigencam/component.h
plugins_explainer_eigencam_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_eigencam_la_LIBADD = plugins/explainers/cam/libcam.la -lm
