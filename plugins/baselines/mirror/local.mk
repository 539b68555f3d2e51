# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/baseline-mirror.la
plugins_baseline_mirror_la_SOURCES = plugins/baselines/mirror/mirror.c
plugins_baseline_mirror_la_LDFLAGS = $(PLUGIN_LDFLAGS)
