# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-gradinput.la
plugins_explainer_gradinput_la_SOURCES = plugins/explainers/gradinput/gradinput.c
plugins_explainer_gradinput_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_gradinput_la_LIBADD = plugins/explainers/pixels/libpixels.la -lm
