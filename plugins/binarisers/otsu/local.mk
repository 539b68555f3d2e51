# SPDX-License-Identifier: MIT
include plugins/binarisers/values/local.mk

plugin_LTLIBRARIES += plugins/binariser-otsu.la
plugins_binariser_otsu_la_SOURCES = plugins/binarisers/otsu/otsu.c
plugins_binariser_otsu_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_otsu_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
