plugin_LTLIBRARIES += plugins/explainer-lime.la
plugins_explainer_lime_la_SOURCES = plugins/explainers/lime/lime.c
plugins_explainer_lime_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_explainer_lime_la_LIBADD = -lm
