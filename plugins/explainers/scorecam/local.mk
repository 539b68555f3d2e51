# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-scorecam.la
plugins_explainer_scorecam_la_SOURCES = plugins/explainers/scorecam/scorecam.c \
	plugins/explainers/scorecam/masks.c plugins/explainers/scorecam/masks.h
plugins_explainer_scorecam_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_scorecam_la_LIBADD = plugins/explainers/cam/libcam.la -lm
