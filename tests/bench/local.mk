# SPDX-License-Identifier: MIT
# Never part of `make check`: times depend on the machine.
bench: all tests/bench/throughput
	$(AM_TESTS_ENVIRONMENT) /usr/bin/python3 $(srcdir)/tests/bench/explanations.py $(BENCH)
	$(AM_TESTS_ENVIRONMENT) BENCH_THROUGHPUT=tests/bench/throughput \
	  /usr/bin/python3 $(srcdir)/tests/bench/networks.py
	$(AM_TESTS_ENVIRONMENT) /usr/bin/python3 $(srcdir)/tests/bench/heatmaps.py
.PHONY: bench
EXTRA_DIST += tests/bench/explanations.py tests/bench/measuring.py tests/bench/networks.py \
	tests/bench/peer.py tests/bench/peer_networks.py tests/bench/tables.py

EXTRA_PROGRAMS += tests/bench/throughput
tests_bench_throughput_SOURCES = tests/bench/throughput.c tests/bench/timing.h
tests_bench_throughput_CPPFLAGS = $(KIT_CPPFLAGS) $(OPENBLAS_CFLAGS)
tests_bench_throughput_LDADD = $(KIT_LIBS) $(OPENBLAS_LIBS)

EXTRA_PROGRAMS += tests/bench/coalitions
tests_bench_coalitions_SOURCES = tests/bench/coalitions.c
tests_bench_coalitions_CPPFLAGS = $(KIT_CPPFLAGS)
tests_bench_coalitions_LDADD = $(KIT_LIBS) -lm

# Steps of training against PyTorch's.
bench-training: all tests/bench/train
	$(AM_TESTS_ENVIRONMENT) BENCH_TRAIN=tests/bench/train \
	  /usr/bin/python3 $(srcdir)/tests/bench/training.py $(BENCH)
.PHONY: bench-training
EXTRA_DIST += tests/bench/training.py
EXTRA_PROGRAMS += tests/bench/train
tests_bench_train_SOURCES = tests/bench/train.c tests/bench/timing.h
tests_bench_train_CPPFLAGS = $(KIT_CPPFLAGS)
tests_bench_train_LDADD = $(KIT_LIBS)

# Segmenters against scikit-image: times and labels.
bench-segmenters: all tests/bench/segment
	$(AM_TESTS_ENVIRONMENT) BENCH_SEGMENT=tests/bench/segment \
	  /usr/bin/python3 $(srcdir)/tests/bench/segmenters.py
.PHONY: bench-segmenters
EXTRA_DIST += tests/bench/segmenters.py
EXTRA_PROGRAMS += tests/bench/segment
tests_bench_segment_SOURCES = tests/bench/segment.c
tests_bench_segment_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_bench_segment_LDADD = $(KIT_LIBS)

# As many ready-made heatmaps as the reference study has; MASKS, its folder of masks, may
# be left out.
bench-heatmaps: all
	$(AM_TESTS_ENVIRONMENT) /usr/bin/python3 $(srcdir)/tests/bench/heatmaps.py $(BENCH) $(MASKS)
.PHONY: bench-heatmaps
EXTRA_DIST += tests/bench/heatmaps.py

# How long plugins are looked for: 200 of them, and when a study starts.
bench-scanning: likeness$(EXEEXT) $(plugin_LTLIBRARIES) tests/broken/good.la
	$(AM_TESTS_ENVIRONMENT) /usr/bin/python3 $(srcdir)/tests/bench/scanning.py
.PHONY: bench-scanning
EXTRA_DIST += tests/bench/scanning.py

# How many faces a second are drawn.
bench-faces: $(plugin_LTLIBRARIES) tests/bench/faces
	$(AM_TESTS_ENVIRONMENT) tests/bench/faces
.PHONY: bench-faces
EXTRA_PROGRAMS += tests/bench/faces
tests_bench_faces_SOURCES = tests/bench/faces.c
tests_bench_faces_CPPFLAGS = $(KIT_CPPFLAGS)
tests_bench_faces_LDADD = $(KIT_LIBS)
