# SPDX-License-Identifier: MIT
# Training of a graph: linked into each backend that computes networks itself,
# not installed.
noinst_LTLIBRARIES += plugins/backends/libtraining.la
plugins_backends_libtraining_la_SOURCES = \
	plugins/backends/training/backward.c \
	plugins/backends/training/dropout.c \
	plugins/backends/training/forward.c \
	plugins/backends/training/loss.c \
	plugins/backends/training/norm.c \
	plugins/backends/training/operations.h \
	plugins/backends/training/optimiser.c \
	plugins/backends/training/parameters.c \
	plugins/backends/training/pass.c \
	plugins/backends/training/state.c \
	plugins/backends/training/trainer.h \
	plugins/backends/training/training.c plugins/backends/training/training.h \
	plugins/backends/training/work.c
# Loops over floats are to be vectorised; no sum is reordered for that.
plugins_backends_libtraining_la_CFLAGS = $(AM_CFLAGS) -ftree-vectorize -fno-math-errno
