plugin_LTLIBRARIES += plugins/analysis-clustering.la
plugins_analysis_clustering_la_SOURCES = plugins/analyses/clustering/clustering.c \
	plugins/analyses/clustering/group.c plugins/analyses/clustering/group.h \
	plugins/analyses/clustering/linkage.c plugins/analyses/clustering/linkage.h \
	plugins/metrics/common/moments.h
plugins_analysis_clustering_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_clustering_la_LIBADD = -lm
