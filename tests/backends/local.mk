# SPDX-License-Identifier: MIT
# Backends that leave a network to another program or library.
EXTRA_DIST += tests/backends/means.yaml tests/backends/points.yaml \
	tests/backends/shares.yaml tests/backends/wide.yaml

# No test but what one starts; nothing of ours runs in it.
check_PROGRAMS += tests/backends/answering
tests_backends_answering_SOURCES = tests/backends/answering.c
VALGRIND_SLOW += tests/backends/answering

check_PROGRAMS += tests/backends/test-process
tests_backends_test_process_SOURCES = tests/backends/test-process.c
tests_backends_test_process_CPPFLAGS = $(KIT_CPPFLAGS)
tests_backends_test_process_LDADD = $(KIT_LIBS)
TESTS += tests/backends/test-process

BACKEND_TESTS = tests/backends/test-process-run.sh tests/backends/test-process-python.sh
TESTS += $(BACKEND_TESTS)
EXTRA_DIST += $(BACKEND_TESTS) tests/backends/linear.py

check_LTLIBRARIES += tests/backends/libonnxruntimetests.la
tests_backends_libonnxruntimetests_la_SOURCES = tests/backends/onnxruntime.c \
	tests/backends/onnxruntime.h
tests_backends_libonnxruntimetests_la_CPPFLAGS = $(ONNX_TEST_CPPFLAGS) -I$(top_srcdir)
$(tests_backends_libonnxruntimetests_la_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h

check_PROGRAMS += tests/backends/test-onnxruntime tests/backends/test-onnxruntime-models
tests_backends_test_onnxruntime_SOURCES = tests/backends/test-onnxruntime.c
tests_backends_test_onnxruntime_CPPFLAGS = $(ONNX_TEST_CPPFLAGS) -I$(top_srcdir)
tests_backends_test_onnxruntime_LDADD = tests/backends/libonnxruntimetests.la $(ONNX_TEST_LIBS)
$(tests_backends_test_onnxruntime_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
tests_backends_test_onnxruntime_models_SOURCES = tests/backends/test-onnxruntime-models.c
tests_backends_test_onnxruntime_models_CPPFLAGS = $(ONNX_TEST_CPPFLAGS) -I$(top_srcdir)
tests_backends_test_onnxruntime_models_LDADD = tests/backends/libonnxruntimetests.la \
	$(ONNX_TEST_LIBS)
$(tests_backends_test_onnxruntime_models_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/backends/test-onnxruntime tests/backends/test-onnxruntime-models
# The loader alarms valgrind when it reads that library's path of search.
VALGRIND_SLOW += tests/backends/test-onnxruntime tests/backends/test-onnxruntime-models
