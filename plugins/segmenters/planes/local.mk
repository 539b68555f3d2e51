# SPDX-License-Identifier: MIT
# What the segmenters share, linked into each; no part of the host, not installed.
# Labels must not depend on the compiler's taste for fused multiply-add.
noinst_LTLIBRARIES += plugins/segmenters/planes/libplanes.la
plugins_segmenters_planes_libplanes_la_SOURCES = \
	plugins/segmenters/planes/planes.c plugins/segmenters/planes/planes.h \
	plugins/segmenters/planes/labels.c plugins/segmenters/planes/labels.h \
	plugins/segmenters/planes/blur.c plugins/segmenters/planes/lab.c
plugins_segmenters_planes_libplanes_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-trapping-math
