# SPDX-License-Identifier: MIT
include plugins/masks/shape/local.mk

plugin_LTLIBRARIES += plugins/mask-polygons.la
plugins_mask_polygons_la_SOURCES = plugins/masks/polygons/polygons.c
plugins_mask_polygons_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_mask_polygons_la_LIBADD = plugins/masks/shape/libshape.la -lm
