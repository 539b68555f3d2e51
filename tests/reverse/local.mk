# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/reverse/test-golden
tests_reverse_test_golden_SOURCES = tests/reverse/test-golden.c \
	tests/reverse/gradients.c tests/reverse/gradients.h
tests_reverse_test_golden_CPPFLAGS = $(KIT_CPPFLAGS)
tests_reverse_test_golden_LDADD = $(KIT_LIBS)
TESTS += tests/reverse/test-golden

EXTRA_DIST += tests/golden/reverse tests/reverse/net_a.yaml tests/reverse/net_b.yaml \
	tests/reverse/net_b_unfolded.yaml
