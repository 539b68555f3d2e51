# SPDX-License-Identifier: MIT
# Rows of shown and hidden segments, each unit computed once for every pattern
# that it sees: linked into each backend that computes networks itself, not
# installed.
noinst_LTLIBRARIES += plugins/backends/libcoalitions.la
plugins_backends_libcoalitions_la_SOURCES = \
	plugins/backends/coalitions/check.c plugins/backends/coalitions/check.h \
	plugins/backends/coalitions/coalitions.c plugins/backends/coalitions/coalitions.h \
	plugins/backends/coalitions/cost.c plugins/backends/coalitions/cost.h \
	plugins/backends/coalitions/evaluate.c plugins/backends/coalitions/evaluate.h \
	plugins/backends/coalitions/images.c plugins/backends/coalitions/images.h \
	plugins/backends/coalitions/local.c \
	plugins/backends/coalitions/masks.c plugins/backends/coalitions/masks.h \
	plugins/backends/coalitions/multiply.c plugins/backends/coalitions/multiply.h \
	plugins/backends/coalitions/multiply.inc \
	plugins/backends/coalitions/patterns.c plugins/backends/coalitions/patterns.h \
	plugins/backends/coalitions/plan.c plugins/backends/coalitions/plan.h \
	plugins/backends/coalitions/product.c \
	plugins/backends/coalitions/run.c plugins/backends/coalitions/run.h \
	plugins/backends/coalitions/stream.c plugins/backends/coalitions/stream.h \
	plugins/backends/coalitions/sums.c \
	plugins/backends/coalitions/table.c plugins/backends/coalitions/table.h \
	plugins/backends/coalitions/tiles.c \
	plugins/backends/coalitions/winograd.c plugins/backends/coalitions/winograd.h \
	plugins/backends/coalitions/winograd.inc
plugins_backends_libcoalitions_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=fast -pthread
