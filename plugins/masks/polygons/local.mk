# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/mask-polygons.la
plugins_mask_polygons_la_SOURCES = plugins/masks/polygons/polygons.c
plugins_mask_polygons_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_mask_polygons_la_LIBADD = plugins/common/shape/libshape.la -lm
