# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/binariser-fixed.la
plugins_binariser_fixed_la_SOURCES = plugins/binarisers/fixed/fixed.c
plugins_binariser_fixed_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_fixed_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
