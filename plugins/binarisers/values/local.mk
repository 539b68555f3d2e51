# SPDX-License-Identifier: MIT
# What binarisers, the baseline `ellipse` and the metric `ranking` ask of values:
# their range, their order, the first k of them. Linked into each; no part of the
# host, not installed.
noinst_LTLIBRARIES += plugins/binarisers/values/libvalues.la
plugins_binarisers_values_libvalues_la_SOURCES = \
	plugins/binarisers/values/order.c plugins/binarisers/values/order.h \
	plugins/binarisers/values/range.c plugins/binarisers/values/range.h \
	plugins/binarisers/values/rank.c plugins/binarisers/values/rank.h
