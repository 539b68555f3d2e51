# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/binariser-best.la
plugins_binariser_best_la_SOURCES = plugins/binarisers/best/best.c
plugins_binariser_best_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_best_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
