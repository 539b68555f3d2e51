# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/metric-robustness.la
plugins_metric_robustness_la_SOURCES = plugins/metrics/robustness/robustness.c \
	plugins/metrics/robustness/nearby.c plugins/metrics/robustness/nearby.h \
	plugins/metrics/ranks/ranked.c plugins/metrics/ranks/ranked.h \
	plugins/metrics/similarity/ssim.c plugins/metrics/similarity/ssim.h \
	plugins/metrics/common/flaw.h plugins/metrics/common/moments.h plugins/metrics/common/value.h
plugins_metric_robustness_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_metric_robustness_la_LIBADD = plugins/binarisers/values/libvalues.la -lm
