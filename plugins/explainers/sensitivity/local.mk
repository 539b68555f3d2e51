# SPDX-License-Identifier: MIT
# Samples and parameters of explainers by sensitivity analysis, linked into each; not
# installed. Who links it links GSL, and says so in its licence.
noinst_LTLIBRARIES += plugins/explainers/sensitivity/libsensitivity.la
plugins_explainers_sensitivity_libsensitivity_la_SOURCES = \
	plugins/explainers/coalition/shuffle.h \
	plugins/explainers/sensitivity/sensitivity.c plugins/explainers/sensitivity/sensitivity.h \
	plugins/explainers/sensitivity/sequence.c plugins/explainers/sensitivity/sequence.h
plugins_explainers_sensitivity_libsensitivity_la_CPPFLAGS = $(AM_CPPFLAGS) $(GSL_CFLAGS)
plugins_explainers_sensitivity_libsensitivity_la_LIBADD = \
	plugins/explainers/coalition/libcoalition.la $(GSL_LIBS) -lm
