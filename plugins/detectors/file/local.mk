include plugins/sources/csv/local.mk

plugin_LTLIBRARIES += plugins/detector-file.la
plugins_detector_file_la_SOURCES = \
	plugins/detectors/file/file.c \
	plugins/detectors/file/pts.c \
	plugins/detectors/file/rows.c \
	plugins/detectors/file/faces.h
plugins_detector_file_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/sources
plugins_detector_file_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_detector_file_la_LIBADD = plugins/sources/csv/libcsv.la -lm
