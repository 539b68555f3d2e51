plugin_LTLIBRARIES += plugins/metric-similarity.la
plugins_metric_similarity_la_SOURCES = plugins/metrics/similarity/similarity.c
plugins_metric_similarity_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_similarity_la_LIBADD = -lm
