# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-integrated-gradients.la
plugins_explainer_integrated_gradients_la_SOURCES = \
	plugins/explainers/integrated-gradients/integrated_gradients.c \
	plugins/explainers/integrated-gradients/completion.c \
	plugins/explainers/integrated-gradients/completion.h \
	plugins/explainers/integrated-gradients/way.c \
	plugins/explainers/integrated-gradients/way.h \
	plugins/explainers/integrated-gradients/quadrature.c \
	plugins/explainers/integrated-gradients/quadrature.h
plugins_explainer_integrated_gradients_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_integrated_gradients_la_LIBADD = plugins/explainers/pixels/libpixels.la \
	plugins/explainers/halves/libhalves.la -lm
