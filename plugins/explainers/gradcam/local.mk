# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-gradcam.la
plugins_explainer_gradcam_la_SOURCES = plugins/explainers/gradcam/gradcam.c
plugins_explainer_gradcam_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_gradcam_la_LIBADD = plugins/explainers/cam/libcam.la -lm
