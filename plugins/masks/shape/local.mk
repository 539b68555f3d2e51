# SPDX-License-Identifier: MIT
# What the mask plugins share, linked into each; no part of the host, not installed.
noinst_LTLIBRARIES += plugins/masks/shape/libshape.la
plugins_masks_shape_libshape_la_SOURCES = \
	plugins/masks/shape/draw.c plugins/masks/shape/expression.c plugins/masks/shape/fill.c \
	plugins/masks/shape/shape.h
