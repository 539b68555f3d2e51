# SPDX-License-Identifier: MIT

# The view, arrays and pictures. They include "core/x.h" from the top, never
# with -Icore: core/png.h would hide libpng's.
HOST_DATA_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
check_PROGRAMS += tests/host/test-cut tests/host/test-npy tests/host/test-overlay tests/host/test-png
tests_host_test_cut_SOURCES = tests/host/test-cut.c
tests_host_test_cut_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_cut_LDADD = $(KIT_LIBS)
tests_host_test_npy_SOURCES = tests/host/test-npy.c
tests_host_test_npy_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_npy_LDADD = $(KIT_LIBS)
tests_host_test_overlay_SOURCES = tests/host/test-overlay.c
tests_host_test_overlay_CPPFLAGS = $(HOST_DATA_CPPFLAGS)
tests_host_test_overlay_LDADD = $(KIT_LIBS)
tests_host_test_png_SOURCES = tests/host/test-png.c
tests_host_test_png_CPPFLAGS = $(HOST_DATA_CPPFLAGS) $(PNG_CFLAGS)
tests_host_test_png_LDADD = $(KIT_LIBS) $(PNG_LIBS)
TESTS += tests/host/test-cut tests/host/test-npy tests/host/test-overlay tests/host/test-png
EXTRA_DIST += \
	tests/golden/host/README.md \
	tests/golden/host/make.py \
	tests/golden/host/make-views.mjs \
	tests/golden/host/cv2-area-padded.npy \
	tests/golden/host/cv2-area.npy \
	tests/golden/host/cv2-linear-down.npy \
	tests/golden/host/cv2-linear-padded.npy \
	tests/golden/host/cv2-linear-up.npy \
	tests/golden/host/cv2-nearest.npy \
	tests/golden/host/faceapi-end.npy \
	tests/golden/host/faceapi-inside.npy \
	tests/golden/host/faceapi-landmarks.npy \
	tests/golden/host/faceapi-over-the-corner.npy \
	tests/golden/host/image.npy \
	tests/golden/host/landmarks.npy \
	tests/golden/host/numpy-b1.npy \
	tests/golden/host/numpy-empty.npy \
	tests/golden/host/numpy-f4.npy \
	tests/golden/host/numpy-f8.npy \
	tests/golden/host/numpy-i4.npy \
	tests/golden/host/numpy-i8.npy \
	tests/golden/host/numpy-scalar.npy \
	tests/golden/host/numpy-u1.npy \
	tests/golden/host/numpy-version2.npy
