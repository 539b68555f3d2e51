# What `area` and the baseline `ellipse` share, linked into each; not installed.
noinst_LTLIBRARIES += plugins/binarisers/rank/librank.la
plugins_binarisers_rank_librank_la_SOURCES = \
	plugins/binarisers/rank/rank.c plugins/binarisers/rank/rank.h
