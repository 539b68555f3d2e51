# SPDX-License-Identifier: MIT
# What class activation maps share, linked into each; not installed.
noinst_LTLIBRARIES += plugins/explainers/cam/libcam.la
plugins_explainers_cam_libcam_la_SOURCES = \
	plugins/explainers/cam/cam.c plugins/explainers/cam/cam.h \
	plugins/explainers/cam/layer.c plugins/explainers/cam/layer.h \
	plugins/explainers/cam/resize.c plugins/explainers/cam/resize.h \
	plugins/explainers/request/request.h \
	plugins/metrics/common/value.h
plugins_explainers_cam_libcam_la_LIBADD = -lm
