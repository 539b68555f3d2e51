plugin_LTLIBRARIES += plugins/metric-similarity.la
plugins_metric_similarity_la_SOURCES = plugins/metrics/similarity/similarity.c \
	plugins/metrics/similarity/ssim.c plugins/metrics/similarity/ssim.h \
	plugins/metrics/common/flaw.h plugins/metrics/common/moments.h plugins/metrics/common/value.h
plugins_metric_similarity_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_similarity_la_LIBADD = -lm
