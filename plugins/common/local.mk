# SPDX-License-Identifier: MIT
# What plugins of several stages read tables by.
noinst_LTLIBRARIES += plugins/common/libtables.la
plugins_common_libtables_la_SOURCES = plugins/common/cell.h \
	plugins/common/readings.c plugins/common/readings.h \
	plugins/common/values.c plugins/common/values.h
