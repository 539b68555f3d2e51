# SPDX-License-Identifier: MIT
include plugins/explainers/pixels/local.mk

plugin_LTLIBRARIES += plugins/explainer-saliency.la
plugins_explainer_saliency_la_SOURCES = plugins/explainers/saliency/saliency.c
plugins_explainer_saliency_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_saliency_la_LIBADD = plugins/explainers/pixels/libpixels.la -lm
