# SPDX-License-Identifier: MIT
include plugins/baselines/face/local.mk

plugin_LTLIBRARIES += plugins/baseline-mean-face.la
plugins_baseline_mean_face_la_SOURCES = plugins/baselines/mean-face/mean-face.c \
	plugins/baselines/face/face.h
plugins_baseline_mean_face_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_baseline_mean_face_la_LIBADD = plugins/baselines/face/libface.la
