# SPDX-License-Identifier: MIT
# Weighted linear models over coalitions, linked into explainers; not installed.
noinst_LTLIBRARIES += plugins/explainers/surrogate/libsurrogate.la
plugins_explainers_surrogate_libsurrogate_la_SOURCES = \
	plugins/explainers/surrogate/clusters.c plugins/explainers/surrogate/clusters.h \
	plugins/explainers/surrogate/lasso.c plugins/explainers/surrogate/lasso.h \
	plugins/explainers/surrogate/surrogate.c plugins/explainers/surrogate/surrogate.h
plugins_explainers_surrogate_libsurrogate_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS)
plugins_explainers_surrogate_libsurrogate_la_LIBADD = $(OPENBLAS_LIBS) -lm
