plugin_LTLIBRARIES += plugins/analysis-clustering.la
plugins_analysis_clustering_la_SOURCES = plugins/analyses/clustering/clustering.c \
	plugins/analyses/clustering/agreement.c plugins/analyses/clustering/agreement.h \
	plugins/analyses/clustering/dendrogram.c plugins/analyses/clustering/dendrogram.h \
	plugins/analyses/clustering/group.c plugins/analyses/clustering/group.h \
	plugins/analyses/clustering/linkage.c plugins/analyses/clustering/linkage.h \
	plugins/analyses/clustering/order.c \
	plugins/analyses/clustering/rows.c plugins/analyses/clustering/rows.h \
	plugins/analyses/clustering/support.c plugins/analyses/clustering/support.h \
	plugins/metrics/common/moments.h
plugins_analysis_clustering_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_analysis_clustering_la_LIBADD = plugins/common/libtables.la -lm
