# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-hsic.la
plugins_explainer_hsic_la_SOURCES = plugins/explainers/hsic/hsic.c \
	plugins/explainers/hsic/dependence.c plugins/explainers/hsic/dependence.h \
	plugins/common/ascending.h plugins/metrics/common/value.h
plugins_explainer_hsic_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_hsic_la_LIBADD = plugins/explainers/sensitivity/libsensitivity.la \
	plugins/explainers/halves/libhalves.la -lm
