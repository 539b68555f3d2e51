# SPDX-License-Identifier: MIT
# The backend onednn: tests of backends once more, and its own.
ONEDNN_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/tests/graph -DTEST_BACKEND='"onednn"'
ONEDNN_TESTS =

ONEDNN_TESTS += tests/onednn/test-layers
tests_onednn_test_layers_SOURCES = tests/graph/test-layers.c
tests_onednn_test_layers_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_layers_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-scores
tests_onednn_test_scores_SOURCES = tests/graph/test-scores.c \
	tests/graph/networks.c tests/graph/networks.h
tests_onednn_test_scores_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_scores_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-coalitions
tests_onednn_test_coalitions_SOURCES = tests/coalitions/test-coalitions.c \
	tests/coalitions/problem.c tests/coalitions/problem.h
tests_onednn_test_coalitions_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_coalitions_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-networks
tests_onednn_test_networks_SOURCES = tests/graph/test-networks.c \
	tests/graph/networks.c tests/graph/networks.h
tests_onednn_test_networks_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_networks_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-operators
tests_onednn_test_operators_SOURCES = tests/onnx/test-operators.c \
	tests/onnx/models.c tests/onnx/models.h
nodist_tests_onednn_test_operators_SOURCES = plugins/backends/graph/onnx/onnx.pb-c.c
tests_onednn_test_operators_CPPFLAGS = $(ONEDNN_CPPFLAGS) $(PROTOBUF_C_CFLAGS) -I$(top_builddir)
tests_onednn_test_operators_LDADD = $(PROTOBUF_C_LIBS) $(KIT_LIBS)
$(tests_onednn_test_operators_OBJECTS): plugins/backends/graph/onnx/onnx.pb-c.h

ONEDNN_TESTS += tests/onednn/test-gradients
tests_onednn_test_gradients_SOURCES = tests/reverse/test-golden.c \
	tests/reverse/gradients.c tests/reverse/gradients.h
tests_onednn_test_gradients_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_gradients_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-bits
tests_onednn_test_bits_SOURCES = tests/onednn/test-bits.c \
	tests/graph/networks.c tests/graph/networks.h
tests_onednn_test_bits_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_bits_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-bits-avx2
tests_onednn_test_bits_avx2_SOURCES = $(tests_onednn_test_bits_SOURCES)
tests_onednn_test_bits_avx2_CPPFLAGS = $(ONEDNN_CPPFLAGS) -DTEST_ISA='"AVX2"'
tests_onednn_test_bits_avx2_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-coalitions-avx2
tests_onednn_test_coalitions_avx2_SOURCES = $(tests_onednn_test_coalitions_SOURCES)
tests_onednn_test_coalitions_avx2_CPPFLAGS = $(ONEDNN_CPPFLAGS) -DTEST_ISA='"AVX2"'
tests_onednn_test_coalitions_avx2_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-training
tests_onednn_test_training_SOURCES = tests/training/test-training.c $(TRAINING_KIT)
tests_onednn_test_training_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_training_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-training-torch
tests_onednn_test_training_torch_SOURCES = tests/training/test-torch.c $(TRAINING_KIT)
tests_onednn_test_training_torch_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_training_torch_LDADD = $(KIT_LIBS)

ONEDNN_TESTS += tests/onednn/test-training-twelve
tests_onednn_test_training_twelve_SOURCES = tests/training/test-twelve.c $(TRAINING_KIT)
tests_onednn_test_training_twelve_CPPFLAGS = $(ONEDNN_CPPFLAGS)
tests_onednn_test_training_twelve_LDADD = $(KIT_LIBS)

# valgrind's processor has no AVX-512 and is slow: other primitives would run.
# It has the code of coalitions with openblas.
VALGRIND_SLOW += tests/onednn/test-operators tests/onednn/test-bits tests/onednn/test-bits-avx2 \
	tests/onednn/test-networks tests/onednn/test-scores \
	tests/onednn/test-coalitions tests/onednn/test-coalitions-avx2 \
	tests/onednn/test-training tests/onednn/test-training-torch \
	tests/onednn/test-training-twelve

if HAVE_DNNL
check_PROGRAMS += $(ONEDNN_TESTS)
TESTS += $(ONEDNN_TESTS)
endif
EXTRA_PROGRAMS += $(ONEDNN_TESTS)
