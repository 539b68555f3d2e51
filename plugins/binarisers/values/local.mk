# SPDX-License-Identifier: MIT
# What binarisers and the baseline `ellipse` ask of values: their range, the
# first k of them. Linked into each; no part of the host, not installed.
noinst_LTLIBRARIES += plugins/binarisers/values/libvalues.la
plugins_binarisers_values_libvalues_la_SOURCES = \
	plugins/binarisers/values/range.c plugins/binarisers/values/range.h \
	plugins/binarisers/values/rank.c plugins/binarisers/values/rank.h
