plugin_LTLIBRARIES += plugins/analysis-clustering.la
plugins_analysis_clustering_la_SOURCES = plugins/analyses/clustering/clustering.c
plugins_analysis_clustering_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_clustering_la_LIBADD = -lm
