# SPDX-License-Identifier: MIT
# What metrics of explanations share. Linked into plugins and tests; no part of
# the host, not installed.
noinst_LTLIBRARIES += plugins/metrics/quality/libquality.la
plugins_metrics_quality_libquality_la_SOURCES = \
	plugins/metrics/quality/hiding.c plugins/metrics/quality/hiding.h \
	plugins/metrics/quality/squares.c plugins/metrics/quality/squares.h \
	plugins/common/lattice.h plugins/metrics/common/moments.h
