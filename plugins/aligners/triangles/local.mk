plugin_LTLIBRARIES += plugins/aligner-triangles.la
plugins_aligner_triangles_la_SOURCES = plugins/aligners/triangles/triangles.c
plugins_aligner_triangles_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_aligner_triangles_la_LIBADD = -lm
