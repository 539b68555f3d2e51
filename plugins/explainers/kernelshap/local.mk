# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-kernelshap.la
plugins_explainer_kernelshap_la_SOURCES = plugins/explainers/kernelshap/kernelshap.c \
	plugins/explainers/kernelshap/constrained.c plugins/explainers/kernelshap/constrained.h \
	plugins/explainers/kernelshap/draw.c plugins/explainers/kernelshap/draw.h
plugins_explainer_kernelshap_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_kernelshap_la_LIBADD = plugins/explainers/ends/libends.la \
	plugins/explainers/surrogate/libsurrogate.la -lm
