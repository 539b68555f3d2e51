# SPDX-License-Identifier: MIT
# The mean face as baselines see it. Linked into them; no part of the host, not
# installed.
noinst_LTLIBRARIES += plugins/baselines/face/libface.la
plugins_baselines_face_libface_la_SOURCES = plugins/baselines/face/face.c \
	plugins/baselines/face/face.h plugins/sources/picture/picture.h
plugins_baselines_face_libface_la_LIBADD = plugins/sources/picture/libpicture.la
