plugin_LTLIBRARIES += plugins/detector-landmarks68.la
plugins_detector_landmarks68_la_SOURCES = \
	plugins/detectors/landmarks68/landmarks68.c \
	plugins/detectors/landmarks68/boxes.c plugins/detectors/landmarks68/boxes.h
plugins_detector_landmarks68_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_detector_landmarks68_la_LIBADD = -lm
