plugin_LTLIBRARIES += plugins/baseline-ellipse.la
plugins_baseline_ellipse_la_SOURCES = plugins/baselines/ellipse/ellipse.c
plugins_baseline_ellipse_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_baseline_ellipse_la_LIBADD = -lm
