# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/binariser-area.la
plugins_binariser_area_la_SOURCES = plugins/binarisers/area/area.c
plugins_binariser_area_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_area_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
