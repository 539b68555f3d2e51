# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/mask-image.la
plugins_mask_image_la_SOURCES = plugins/masks/image/image.c
plugins_mask_image_la_CPPFLAGS = $(AM_CPPFLAGS) $(PNG_CFLAGS)
plugins_mask_image_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_mask_image_la_LIBADD = $(PNG_LIBS) -lm
