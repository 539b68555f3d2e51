plugin_LTLIBRARIES += plugins/segmenter-slic.la
plugins_segmenter_slic_la_SOURCES = plugins/segmenters/slic/slic.c
plugins_segmenter_slic_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segmenter_slic_la_LIBADD = -lm
