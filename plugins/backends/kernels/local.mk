# SPDX-License-Identifier: MIT
# Kernels in plain C: linked into each backend that computes networks itself, not
# installed.
noinst_LTLIBRARIES += plugins/backends/libkernels.la
plugins_backends_libkernels_la_SOURCES = \
	plugins/backends/kernels/kernels.c plugins/backends/kernels/kernels.h \
	plugins/backends/kernels/lanes.c plugins/backends/kernels/lanes.h \
	plugins/backends/kernels/lanes.inc \
	plugins/backends/kernels/move.c \
	plugins/backends/kernels/pair.c \
	plugins/backends/kernels/point.c \
	plugins/backends/kernels/pool.c
plugins_backends_libkernels_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=fast
