# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/binariser-top.la
plugins_binariser_top_la_SOURCES = plugins/binarisers/top/top.c
plugins_binariser_top_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_top_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
