plugin_LTLIBRARIES += plugins/source-synthetic.la
plugins_source_synthetic_la_SOURCES = plugins/sources/synthetic/synthetic.c
plugins_source_synthetic_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_synthetic_la_LIBADD = -lm
