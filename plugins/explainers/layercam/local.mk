# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-layercam.la
plugins_explainer_layercam_la_SOURCES = plugins/explainers/layercam/layercam.c
plugins_explainer_layercam_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_layercam_la_LIBADD = plugins/explainers/cam/libcam.la -lm
