# SPDX-License-Identifier: MIT
ONNX_TEST_CPPFLAGS = $(KIT_CPPFLAGS) $(PROTOBUF_C_CFLAGS) -I$(top_builddir)
ONNX_TEST_LIBS = tests/libonnxmodels.la $(KIT_LIBS)

# The models that tests read and write, and the generated code once more: a
# plugin keeps its own to itself.
check_LTLIBRARIES += tests/libonnxmodels.la
tests_libonnxmodels_la_SOURCES = tests/onnx/models.c tests/onnx/models.h
nodist_tests_libonnxmodels_la_SOURCES = plugins/backends/graph/onnx/onnx.pb-c.c
tests_libonnxmodels_la_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_libonnxmodels_la_LIBADD = $(PROTOBUF_C_LIBS)
$(tests_libonnxmodels_la_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h

check_PROGRAMS += tests/onnx/test-models
tests_onnx_test_models_SOURCES = tests/onnx/test-models.c
tests_onnx_test_models_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_onnx_test_models_LDADD = $(ONNX_TEST_LIBS)
$(tests_onnx_test_models_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/onnx/test-models

check_PROGRAMS += tests/onnx/test-operators
tests_onnx_test_operators_SOURCES = tests/onnx/test-operators.c
tests_onnx_test_operators_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_onnx_test_operators_LDADD = $(ONNX_TEST_LIBS)
$(tests_onnx_test_operators_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/onnx/test-operators

EXTRA_DIST += tests/onnx/classifier.yaml tests/golden/onnx

check_PROGRAMS += tests/onnx/test-torch
tests_onnx_test_torch_SOURCES = tests/onnx/test-torch.c
tests_onnx_test_torch_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_onnx_test_torch_LDADD = $(ONNX_TEST_LIBS)
$(tests_onnx_test_torch_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/onnx/test-torch
EXTRA_DIST += tests/onnx/make-torch.py

check_PROGRAMS += tests/onnx/test-files
tests_onnx_test_files_SOURCES = tests/onnx/test-files.c
tests_onnx_test_files_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_onnx_test_files_LDADD = $(ONNX_TEST_LIBS)
$(tests_onnx_test_files_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/onnx/test-files

check_PROGRAMS += tests/onnx/test-optimise
tests_onnx_test_optimise_SOURCES = tests/onnx/test-optimise.c \
	plugins/backends/graph/optimise.c plugins/backends/graph/shape.c
tests_onnx_test_optimise_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_onnx_test_optimise_LDADD = $(KIT_LIBS)
TESTS += tests/onnx/test-optimise

check_PROGRAMS += tests/onnx/test-opsets
tests_onnx_test_opsets_SOURCES = tests/onnx/test-opsets.c
tests_onnx_test_opsets_CPPFLAGS = $(ONNX_TEST_CPPFLAGS)
tests_onnx_test_opsets_LDADD = $(ONNX_TEST_LIBS)
$(tests_onnx_test_opsets_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h
TESTS += tests/onnx/test-opsets
EXTRA_DIST += tests/onnx/make-opsets.py
