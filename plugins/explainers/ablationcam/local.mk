# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-ablationcam.la
plugins_explainer_ablationcam_la_SOURCES = plugins/explainers/ablationcam/ablationcam.c
plugins_explainer_ablationcam_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_ablationcam_la_LIBADD = plugins/explainers/cam/libcam.la -lm
