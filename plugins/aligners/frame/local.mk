# SPDX-License-Identifier: MIT
# What the aligners share, linked into each; no part of the host, not installed.
noinst_LTLIBRARIES += plugins/aligners/frame/libframe.la
plugins_aligners_frame_libframe_la_SOURCES = \
	plugins/aligners/frame/frame.c plugins/aligners/frame/planes.c \
	plugins/aligners/frame/frame.h
