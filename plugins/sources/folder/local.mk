# SPDX-License-Identifier: MIT
include plugins/sources/picture/local.mk
include plugins/sources/common/local.mk

plugin_LTLIBRARIES += plugins/source-folder.la
plugins_source_folder_la_SOURCES = \
	plugins/sources/folder/folder.c \
	plugins/sources/folder/manifest.c plugins/sources/folder/manifest.h
plugins_source_folder_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_folder_la_LIBADD = \
	plugins/sources/picture/libpicture.la plugins/sources/common/libsource.la \
	plugins/sources/csv/libcsv.la
