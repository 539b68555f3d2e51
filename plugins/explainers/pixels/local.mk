# SPDX-License-Identifier: MIT
# What explainers by gradients share, linked into each; not installed.
noinst_LTLIBRARIES += plugins/explainers/pixels/libpixels.la
plugins_explainers_pixels_libpixels_la_SOURCES = \
	plugins/explainers/pixels/baseline.c plugins/explainers/pixels/baseline.h \
	plugins/explainers/pixels/pixels.c plugins/explainers/pixels/pixels.h \
	plugins/metrics/common/value.h
plugins_explainers_pixels_libpixels_la_LIBADD = plugins/explainers/coalition/libcoalition.la
