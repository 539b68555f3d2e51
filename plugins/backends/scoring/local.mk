# SPDX-License-Identifier: MIT
# Batches shared out among threads: linked into each backend that
# computes networks itself, not installed.
noinst_LTLIBRARIES += plugins/backends/libscoring.la
plugins_backends_libscoring_la_SOURCES = \
	plugins/backends/scoring/scoring.h \
	plugins/backends/scoring/crew.c plugins/backends/scoring/crew.h \
	plugins/backends/scoring/entrance.h \
	plugins/backends/scoring/room.c plugins/backends/scoring/room.h \
	plugins/backends/scoring/scores.c
plugins_backends_libscoring_la_CFLAGS = $(AM_CFLAGS) -pthread
