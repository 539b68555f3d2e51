# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/parity/test-faceapi
tests_parity_test_faceapi_SOURCES = \
	tests/parity/test-faceapi.c tests/parity/expected.h \
	tests/parity/picture.c tests/parity/picture.h
tests_parity_test_faceapi_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir) $(PNG_CFLAGS)
tests_parity_test_faceapi_LDADD = $(KIT_LIBS) $(PNG_LIBS)
TESTS += tests/parity/test-faceapi

TESTS += tests/parity/test-faceapi.sh
EXTRA_DIST += \
	tests/parity/faceapi.mjs \
	tests/parity/pictures.mjs \
	tests/parity/test-faceapi.sh \
	tests/golden/parity
