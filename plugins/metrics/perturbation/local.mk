plugin_LTLIBRARIES += plugins/metric-perturbation.la
plugins_metric_perturbation_la_SOURCES = plugins/metrics/perturbation/perturbation.c \
	plugins/metrics/common/value.h
plugins_metric_perturbation_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_perturbation_la_LIBADD = plugins/metrics/quality/libquality.la -lm
