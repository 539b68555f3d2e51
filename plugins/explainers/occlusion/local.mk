plugin_LTLIBRARIES += plugins/explainer-occlusion.la
plugins_explainer_occlusion_la_SOURCES = plugins/explainers/occlusion/occlusion.c
plugins_explainer_occlusion_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_occlusion_la_LIBADD = -lm
