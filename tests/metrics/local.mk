# SPDX-License-Identifier: MIT
check_PROGRAMS += tests/metrics/test-overlap
tests_metrics_test_overlap_SOURCES = tests/metrics/test-overlap.c tests/metrics/golden.h
tests_metrics_test_overlap_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_overlap_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-overlap

check_PROGRAMS += tests/metrics/test-similarity
tests_metrics_test_similarity_SOURCES = tests/metrics/test-similarity.c tests/metrics/golden.h
tests_metrics_test_similarity_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_similarity_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-similarity

check_PROGRAMS += tests/metrics/test-classification
tests_metrics_test_classification_SOURCES = tests/metrics/test-classification.c \
	tests/metrics/golden.h
tests_metrics_test_classification_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_classification_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-classification

check_PROGRAMS += tests/metrics/test-clustering
tests_metrics_test_clustering_SOURCES = tests/metrics/test-clustering.c tests/metrics/golden.h
tests_metrics_test_clustering_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_clustering_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-clustering

EXTRA_DIST += tests/golden/metrics

check_PROGRAMS += tests/metrics/test-ranking
tests_metrics_test_ranking_SOURCES = tests/metrics/test-ranking.c tests/metrics/agreeing.h \
	tests/metrics/golden.h
tests_metrics_test_ranking_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_ranking_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-ranking

check_PROGRAMS += tests/metrics/test-chance
tests_metrics_test_chance_SOURCES = tests/metrics/test-chance.c tests/metrics/agreeing.h \
	tests/metrics/golden.h plugins/metrics/overlap/chance.c plugins/metrics/overlap/chance.h
tests_metrics_test_chance_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_chance_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-chance

check_PROGRAMS += tests/metrics/test-transport
tests_metrics_test_transport_SOURCES = tests/metrics/test-transport.c tests/metrics/agreeing.h \
	tests/metrics/golden.h
tests_metrics_test_transport_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_transport_LDADD = plugins/metrics/transport/libtransport.la $(KIT_LIBS)
TESTS += tests/metrics/test-transport

check_PROGRAMS += tests/metrics/test-trees tests/metrics/test-support
tests_metrics_test_trees_SOURCES = tests/metrics/test-trees.c tests/metrics/golden.h \
	plugins/analyses/clustering/agreement.c plugins/analyses/clustering/agreement.h \
	plugins/analyses/clustering/dendrogram.c plugins/analyses/clustering/dendrogram.h \
	plugins/analyses/clustering/linkage.c plugins/analyses/clustering/linkage.h \
	plugins/analyses/clustering/order.c
tests_metrics_test_trees_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins
tests_metrics_test_trees_LDADD = $(KIT_LIBS)
tests_metrics_test_support_SOURCES = tests/metrics/test-support.c tests/metrics/golden.h
tests_metrics_test_support_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_support_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-trees tests/metrics/test-support

check_PROGRAMS += tests/metrics/test-alike
tests_metrics_test_alike_SOURCES = tests/metrics/test-alike.c tests/metrics/golden.h
tests_metrics_test_alike_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_alike_LDADD = $(KIT_LIBS)
TESTS += tests/metrics/test-alike

check_PROGRAMS += tests/metrics/test-quality
tests_metrics_test_quality_SOURCES = tests/metrics/test-quality.c tests/metrics/explained.h \
	tests/metrics/golden.h
tests_metrics_test_quality_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_quality_LDADD = plugins/metrics/quality/libquality.la $(KIT_LIBS)
TESTS += tests/metrics/test-quality

check_PROGRAMS += tests/metrics/test-squares
tests_metrics_test_squares_SOURCES = tests/metrics/test-squares.c tests/metrics/explained.h \
	tests/metrics/golden.h
tests_metrics_test_squares_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_squares_LDADD = plugins/metrics/quality/libquality.la $(KIT_LIBS)
TESTS += tests/metrics/test-squares

# Explanations: with golden vectors of their own.
EXPLAINED_TESTS = tests/metrics/test-robustness tests/metrics/test-road \
	tests/metrics/test-colour tests/metrics/test-random-maps
check_PROGRAMS += $(EXPLAINED_TESTS)
TESTS += $(EXPLAINED_TESTS)
tests_metrics_test_robustness_SOURCES = tests/metrics/test-robustness.c \
	tests/metrics/explained.h tests/metrics/golden.h \
	plugins/metrics/robustness/nearby.c plugins/metrics/robustness/nearby.h
tests_metrics_test_robustness_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_robustness_LDADD = $(KIT_LIBS)
tests_metrics_test_road_SOURCES = tests/metrics/test-road.c \
	tests/metrics/explained.h tests/metrics/golden.h \
	plugins/metrics/road/imputation.c plugins/metrics/road/imputation.h
tests_metrics_test_road_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_road_LDADD = $(KIT_LIBS)
tests_metrics_test_colour_SOURCES = tests/metrics/test-colour.c \
	tests/metrics/explained.h tests/metrics/golden.h
tests_metrics_test_colour_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/metrics
tests_metrics_test_colour_LDADD = plugins/metrics/quality/libquality.la $(KIT_LIBS)
tests_metrics_test_random_maps_SOURCES = tests/metrics/test-random-maps.c \
	tests/metrics/explained.h tests/metrics/golden.h
tests_metrics_test_random_maps_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_random_maps_LDADD = $(KIT_LIBS)
check_PROGRAMS += tests/metrics/test-randomisation
tests_metrics_test_randomisation_SOURCES = tests/metrics/test-randomisation.c tests/metrics/golden.h
tests_metrics_test_randomisation_CPPFLAGS = $(KIT_CPPFLAGS)
tests_metrics_test_randomisation_LDADD = $(KIT_LIBS) -lm
TESTS += tests/metrics/test-randomisation
