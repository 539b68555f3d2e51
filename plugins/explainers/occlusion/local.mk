# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-occlusion.la
plugins_explainer_occlusion_la_SOURCES = plugins/explainers/occlusion/occlusion.c \
	plugins/explainers/occlusion/windows.c plugins/explainers/occlusion/windows.h \
	plugins/metrics/common/value.h
plugins_explainer_occlusion_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_occlusion_la_LIBADD = plugins/explainers/coalition/libcoalition.la -lm
