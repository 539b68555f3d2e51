# SPDX-License-Identifier: MIT
# The instance and the operations of backends that compute networks themselves:
# linked into each of them, not installed.
noinst_LTLIBRARIES += plugins/backends/libmodel.la
plugins_backends_libmodel_la_SOURCES = \
	plugins/backends/model/model.c plugins/backends/model/model.h
MODEL_LIBS = plugins/backends/libmodel.la plugins/backends/libcoalitions.la \
	plugins/backends/libtraining.la plugins/backends/libscoring.la \
	plugins/backends/libproducts.la plugins/backends/libreverse.la plugins/backends/libkernels.la \
	plugins/backends/libgraph.la $(OPENBLAS_LIBS)
