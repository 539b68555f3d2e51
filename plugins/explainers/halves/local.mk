# SPDX-License-Identifier: MIT
# How steady explanations by samples are, linked into explainers; not installed.
noinst_LTLIBRARIES += plugins/explainers/halves/libhalves.la
plugins_explainers_halves_libhalves_la_SOURCES = \
	plugins/explainers/halves/halves.c plugins/explainers/halves/halves.h \
	plugins/metrics/common/moments.h plugins/metrics/common/value.h
plugins_explainers_halves_libhalves_la_LIBADD = -lm
