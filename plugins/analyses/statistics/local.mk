# SPDX-License-Identifier: MIT
# What analyses infer with; who links it links GSL, and says so in its licence.
noinst_LTLIBRARIES += plugins/analyses/statistics/libstatistics.la
plugins_analyses_statistics_libstatistics_la_SOURCES = \
	plugins/analyses/statistics/bootstrap.c plugins/analyses/statistics/bootstrap.h \
	plugins/analyses/statistics/effect.c plugins/analyses/statistics/effect.h \
	plugins/analyses/statistics/friedman.c plugins/analyses/statistics/friedman.h \
	plugins/analyses/statistics/groups.c plugins/analyses/statistics/groups.h \
	plugins/analyses/statistics/multiple.c plugins/analyses/statistics/multiple.h \
	plugins/analyses/statistics/nemenyi.c plugins/analyses/statistics/nemenyi.h \
	plugins/analyses/statistics/permutation.c plugins/analyses/statistics/permutation.h \
	plugins/analyses/statistics/sample.c plugins/analyses/statistics/sample.h \
	plugins/analyses/statistics/stream.c plugins/analyses/statistics/stream.h \
	plugins/analyses/statistics/t.c plugins/analyses/statistics/t.h \
	plugins/analyses/statistics/units.c plugins/analyses/statistics/units.h
plugins_analyses_statistics_libstatistics_la_CPPFLAGS = $(AM_CPPFLAGS) $(GSL_CFLAGS)
