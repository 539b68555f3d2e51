# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/baseline-random.la
plugins_baseline_random_la_SOURCES = plugins/baselines/random/random.c \
	plugins/baselines/region/region.h
plugins_baseline_random_la_LDFLAGS = $(PLUGIN_LDFLAGS)
