# SPDX-License-Identifier: MIT
# What explainers over coalitions share, linked into each; not installed.
noinst_LTLIBRARIES += plugins/explainers/coalition/libcoalition.la
plugins_explainers_coalition_libcoalition_la_SOURCES = \
	plugins/explainers/coalition/blur.c plugins/explainers/coalition/blur.h \
	plugins/explainers/coalition/coalition.c plugins/explainers/coalition/coalition.h \
	plugins/explainers/coalition/fill.c plugins/explainers/coalition/fill.h \
	plugins/explainers/coalition/options.c plugins/explainers/coalition/options.h \
	plugins/explainers/request/request.h
plugins_explainers_coalition_libcoalition_la_LIBADD = -lm
