plugin_LTLIBRARIES += plugins/source-heatmaps.la
plugins_source_heatmaps_la_SOURCES = plugins/sources/heatmaps/heatmaps.c
plugins_source_heatmaps_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_heatmaps_la_LIBADD = -lm
