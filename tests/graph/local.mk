# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/graph/test-networks
tests_graph_test_networks_SOURCES = tests/graph/test-networks.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_networks_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_networks_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-networks

check_PROGRAMS += tests/graph/test-layers
tests_graph_test_layers_SOURCES = tests/graph/test-layers.c
tests_graph_test_layers_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_layers_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-layers

check_PROGRAMS += tests/graph/test-scores
tests_graph_test_scores_SOURCES = tests/graph/test-scores.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_scores_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_scores_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-scores

check_PROGRAMS += tests/graph/test-files
tests_graph_test_files_SOURCES = tests/graph/test-files.c
tests_graph_test_files_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_files_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-files

check_PROGRAMS += tests/graph/test-memory
tests_graph_test_memory_SOURCES = tests/graph/test-memory.c plugins/backends/graph/memory.c
tests_graph_test_memory_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_graph_test_memory_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-memory

EXTRA_DIST += tests/golden/graph tests/graph/small.yaml

check_PROGRAMS += tests/graph/test-receptive
tests_graph_test_receptive_SOURCES = tests/graph/test-receptive.c
tests_graph_test_receptive_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_receptive_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-receptive
check_PROGRAMS += tests/graph/test-twelve
tests_graph_test_twelve_SOURCES = tests/graph/test-twelve.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_twelve_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_twelve_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-twelve

check_PROGRAMS += tests/graph/test-agreement
tests_graph_test_agreement_SOURCES = tests/graph/test-agreement.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_agreement_CPPFLAGS = $(KIT_CPPFLAGS)
tests_graph_test_agreement_LDADD = $(KIT_LIBS)
TESTS += tests/graph/test-agreement
EXTRA_DIST += tests/graph/make-twelve.py

# Reads and writes weights by itself, beside the plugin.
check_PROGRAMS += tests/graph/test-weights
tests_graph_test_weights_SOURCES = tests/graph/test-weights.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_weights_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_graph_test_weights_LDADD = plugins/backends/libgraph.la $(KIT_LIBS)
TESTS += tests/graph/test-weights

# Reads networks by itself, beside the plugins.
check_PROGRAMS += tests/graph/test-randomise
tests_graph_test_randomise_SOURCES = tests/graph/test-randomise.c \
	tests/graph/networks.c tests/graph/networks.h
tests_graph_test_randomise_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_graph_test_randomise_LDADD = plugins/backends/libgraph.la $(KIT_LIBS) -lm
TESTS += tests/graph/test-randomise
