plugin_LTLIBRARIES += plugins/detector-file.la
plugins_detector_file_la_SOURCES = plugins/detectors/file/file.c
plugins_detector_file_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_detector_file_la_LIBADD = -lm
