# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/source-files.la
plugins_source_files_la_SOURCES = plugins/sources/files/files.c
plugins_source_files_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_files_la_LIBADD = plugins/sources/picture/libpicture.la
