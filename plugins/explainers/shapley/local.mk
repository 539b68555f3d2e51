# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-shapley.la
plugins_explainer_shapley_la_SOURCES = plugins/explainers/shapley/shapley.c \
	plugins/explainers/shapley/exact.c plugins/explainers/shapley/exact.h \
	plugins/explainers/shapley/permutations.c plugins/explainers/shapley/permutations.h
plugins_explainer_shapley_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_shapley_la_LIBADD = plugins/explainers/ends/libends.la -lm
