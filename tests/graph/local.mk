# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/graph/test-networks
tests_graph_test_networks_SOURCES = tests/graph/test-networks.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_networks_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_networks_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-networks

EXTRA_DIST += tests/golden/graph

# The time of LIME's forward passes; tests/bench/lime_torch.py is its counterpart.
EXTRA_PROGRAMS += tests/bench/lime
tests_bench_lime_SOURCES = tests/bench/lime.c
tests_bench_lime_CPPFLAGS = $(KIT_CPPFLAGS)
tests_bench_lime_LDADD = $(KIT_LIBS)
EXTRA_DIST += tests/bench/lime_torch.py
