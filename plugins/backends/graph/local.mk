noinst_LTLIBRARIES += plugins/backends/libgraph.la
plugins_backends_libgraph_la_SOURCES = plugins/backends/graph/graph.c
