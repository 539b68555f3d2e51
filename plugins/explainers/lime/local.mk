# SPDX-License-Identifier: MIT
include plugins/explainers/coalition/local.mk
include plugins/explainers/surrogate/local.mk

plugin_LTLIBRARIES += plugins/explainer-lime.la
plugins_explainer_lime_la_SOURCES = plugins/explainers/lime/lime.c plugins/explainers/lime/lime.h \
	plugins/explainers/lime/params.c plugins/explainers/coalition/shuffle.h \
	plugins/explainers/lime/kernel.c plugins/explainers/lime/kernel.h \
	plugins/explainers/lime/certainty.c plugins/explainers/lime/certainty.h \
	plugins/explainers/lime/design.c plugins/explainers/lime/design.h \
	plugins/explainers/lime/diagnose.c plugins/explainers/lime/diagnose.h \
	plugins/explainers/lime/hadamard.c plugins/explainers/lime/hadamard.h \
	plugins/explainers/lime/model.c plugins/explainers/lime/model.h \
	plugins/explainers/lime/sample.c plugins/explainers/lime/sample.h \
	plugins/explainers/lime/until.c plugins/explainers/lime/until.h \
	plugins/common/ascending.h plugins/metrics/common/value.h
plugins_explainer_lime_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_lime_la_LIBADD = plugins/explainers/coalition/libcoalition.la \
	plugins/explainers/halves/libhalves.la plugins/explainers/student/libstudent.la \
	plugins/explainers/surrogate/libsurrogate.la -lm
