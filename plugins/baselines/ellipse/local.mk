# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/baseline-ellipse.la
plugins_baseline_ellipse_la_SOURCES = plugins/baselines/ellipse/ellipse.c \
	plugins/baselines/region/region.h
plugins_baseline_ellipse_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_baseline_ellipse_la_LIBADD = plugins/binarisers/values/libvalues.la
