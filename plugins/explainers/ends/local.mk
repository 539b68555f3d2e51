# SPDX-License-Identifier: MIT
# What explainers share that give the score above the empty view to segments; not installed.
noinst_LTLIBRARIES += plugins/explainers/ends/libends.la
plugins_explainers_ends_libends_la_SOURCES = \
	plugins/explainers/ends/ends.c plugins/explainers/ends/ends.h \
	plugins/metrics/common/value.h
plugins_explainers_ends_libends_la_LIBADD = plugins/explainers/coalition/libcoalition.la \
	plugins/explainers/halves/libhalves.la plugins/explainers/student/libstudent.la -lm
