# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/reverse/test-golden
tests_reverse_test_golden_SOURCES = tests/reverse/test-golden.c \
	tests/reverse/gradients.c tests/reverse/gradients.h
tests_reverse_test_golden_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reverse_test_golden_LDADD = $(KIT_LIBS)
TESTS += tests/reverse/test-golden

EXTRA_DIST += tests/golden/reverse tests/reverse/net_a.yaml tests/reverse/net_a_raw.yaml tests/reverse/net_b.yaml \
	tests/reverse/net_b_unfolded.yaml

check_PROGRAMS += tests/reverse/test-derivatives
tests_reverse_test_derivatives_SOURCES = tests/reverse/test-derivatives.c \
	tests/reverse/derive.c tests/reverse/derive.h
tests_reverse_test_derivatives_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir) $(OPENBLAS_CFLAGS)
tests_reverse_test_derivatives_LDADD = plugins/backends/libproducts.la \
	plugins/backends/libreverse.la plugins/backends/libkernels.la plugins/backends/libgraph.la \
	$(KIT_LIBS) $(OPENBLAS_LIBS)
TESTS += tests/reverse/test-derivatives

check_PROGRAMS += tests/reverse/test-torch
tests_reverse_test_torch_SOURCES = tests/reverse/test-torch.c \
	tests/reverse/gradients.c tests/reverse/gradients.h
tests_reverse_test_torch_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reverse_test_torch_LDADD = $(KIT_LIBS)
TESTS += tests/reverse/test-torch

check_PROGRAMS += tests/reverse/test-layers
tests_reverse_test_layers_SOURCES = tests/reverse/test-layers.c \
	tests/reverse/gradients.c tests/reverse/gradients.h
tests_reverse_test_layers_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reverse_test_layers_LDADD = $(KIT_LIBS)
TESTS += tests/reverse/test-layers
