# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-ablation.la
plugins_explainer_ablation_la_SOURCES = plugins/explainers/ablation/ablation.c
plugins_explainer_ablation_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_ablation_la_LIBADD = plugins/explainers/ends/libends.la
