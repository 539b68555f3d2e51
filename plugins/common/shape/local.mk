# SPDX-License-Identifier: MIT
# What masks and regions share: shapes over landmarks, linked into each; no part of the host, not installed.
noinst_LTLIBRARIES += plugins/common/shape/libshape.la
plugins_common_shape_libshape_la_SOURCES = \
	plugins/common/shape/draw.c plugins/common/shape/expression.c plugins/common/shape/fill.c \
	plugins/common/shape/shape.h
