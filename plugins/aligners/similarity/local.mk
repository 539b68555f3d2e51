# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/aligner-similarity.la
plugins_aligner_similarity_la_SOURCES = plugins/aligners/similarity/similarity.c
plugins_aligner_similarity_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_aligner_similarity_la_LIBADD = plugins/aligners/frame/libframe.la -lm
