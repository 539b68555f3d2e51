# SPDX-License-Identifier: MIT
# What sources share beside pictures and tables, linked into each; no part of
# the host, not installed. Included once, by plugins/sources/folder/local.mk.
noinst_LTLIBRARIES += plugins/sources/common/libsource.la
plugins_sources_common_libsource_la_SOURCES = \
	plugins/sources/common/pattern.c plugins/sources/common/pattern.h \
	plugins/sources/common/source.h
