plugin_LTLIBRARIES += plugins/baseline-random.la
plugins_baseline_random_la_SOURCES = plugins/baselines/random/random.c
plugins_baseline_random_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_baseline_random_la_LIBADD = -lm
