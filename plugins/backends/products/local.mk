# SPDX-License-Identifier: MIT
# Convolutions and dense layers over products of OpenBLAS, and gradients made of
# them: linked into each backend that computes networks itself, not installed.
noinst_LTLIBRARIES += plugins/backends/libproducts.la
plugins_backends_libproducts_la_SOURCES = \
	plugins/backends/products/adjoint.c \
	plugins/backends/products/batches.c plugins/backends/products/batches.h \
	plugins/backends/products/convolve.c plugins/backends/products/convolve.h \
	plugins/backends/products/dense.c \
	plugins/backends/products/gradients.c plugins/backends/products/gradients.h \
	plugins/backends/products/product.h
plugins_backends_libproducts_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS)
plugins_backends_libproducts_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=fast
