# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/aligner-none.la
plugins_aligner_none_la_SOURCES = plugins/aligners/none/none.c
plugins_aligner_none_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_aligner_none_la_LIBADD = plugins/aligners/frame/libframe.la -lm
