# SPDX-License-Identifier: MIT
# What sources that read pictures share, linked into each; no part of the host,
# not installed. Included once, by plugins/sources/folder/local.mk.
noinst_LTLIBRARIES += plugins/sources/picture/libpicture.la
plugins_sources_picture_libpicture_la_SOURCES = \
	plugins/sources/picture/picture.c plugins/sources/picture/picture.h \
	plugins/sources/picture/decode.h \
	plugins/sources/picture/orientation.c \
	plugins/sources/picture/png.c plugins/sources/picture/jpeg.c
plugins_sources_picture_libpicture_la_CPPFLAGS = $(AM_CPPFLAGS) $(PNG_CFLAGS) $(JPEG_CFLAGS)
plugins_sources_picture_libpicture_la_LIBADD = $(PNG_LIBS) $(JPEG_LIBS)
