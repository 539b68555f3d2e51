# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/graph/test-networks
tests_graph_test_networks_SOURCES = tests/graph/test-networks.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_networks_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_networks_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-networks

EXTRA_DIST += tests/golden/graph
