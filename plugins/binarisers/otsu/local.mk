plugin_LTLIBRARIES += plugins/binariser-otsu.la
plugins_binariser_otsu_la_SOURCES = plugins/binarisers/otsu/otsu.c
plugins_binariser_otsu_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_binariser_otsu_la_LIBADD = -lm
