# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-guided-backprop.la
plugins_explainer_guided_backprop_la_SOURCES = plugins/explainers/guided-backprop/guided_backprop.c
plugins_explainer_guided_backprop_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_guided_backprop_la_LIBADD = plugins/explainers/pixels/libpixels.la -lm
