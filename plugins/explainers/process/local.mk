# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/explainer-process.la
plugins_explainer_process_la_SOURCES = \
	plugins/explainers/process/process.c plugins/explainers/process/process.h \
	plugins/explainers/process/ask.c \
	plugins/explainers/process/finish.c
plugins_explainer_process_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_process_la_LIBADD = plugins/common/process/libprogram.la \
	plugins/explainers/coalition/libcoalition.la -lm
