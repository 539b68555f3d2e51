# SPDX-License-Identifier: MIT
# The kit: a tiny host for tests, over the same objects as the real one.
KIT_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(CMOCKA_CFLAGS) \
	-DKIT_SRCDIR='"$(abs_top_srcdir)"' -DKIT_BUILDDIR='"$(abs_top_builddir)"'
KIT_LIBS = tests/libkit.la core/libhost.la $(CMOCKA_LIBS) -lm

check_LTLIBRARIES += tests/libkit.la
tests_libkit_la_SOURCES = tests/kit.c tests/kit_data.c tests/kit.h
tests_libkit_la_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/core $(HOST_CPPFLAGS)

TEST_EXTENSIONS = .sh
LOG_DRIVER = $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/run-tap
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(LOG_COMPILER) $(SHELL)
AM_TESTS_ENVIRONMENT = \
	LIKENESS='$(abs_top_builddir)/likeness'; export LIKENESS; \
	LIKENESS_PLUGIN_PATH='$(abs_top_builddir)/plugins/.libs'; export LIKENESS_PLUGIN_PATH; \
	LIKENESS_CONFIG_PATH='$(abs_top_srcdir)/configs'; export LIKENESS_CONFIG_PATH; \
	KIT_SRCDIR='$(abs_top_srcdir)'; export KIT_SRCDIR; \
	KIT_BUILDDIR='$(abs_top_builddir)'; export KIT_BUILDDIR; \
	SANITIZE_CFLAGS='$(SANITIZE_CFLAGS)'; export SANITIZE_CFLAGS; \
	OPENBLAS_NUM_THREADS=1; export OPENBLAS_NUM_THREADS;
EXTRA_DIST += tests/run-tap tests/tap.sh

# The C tests once more under valgrind, whose processor has no AVX-512.
# Left out: what is about child processes, which it does not follow, and what
# takes it very long and runs no code of its own (the sanitizers have all of it but
# what kit_is_quick leaves out).
VALGRIND_SLOW = tests/explain/test-complete tests/explain/test-gradients \
	tests/explain/test-request tests/explain/test-sampling tests/graph/test-networks \
	tests/geometry/test-published tests/onnx/test-operators tests/onnx/test-torch \
	tests/onnx/test-files tests/graph/test-agreement tests/graph/test-twelve tests/metrics/test-colour
# These begin first, so that at the end no processor waits for another.
VALGRIND_LONGEST = tests/coalitions/test-coalitions tests/explain/test-cam
VALGRIND_TESTS = $(VALGRIND_LONGEST) \
	$(filter-out tests/host/test-crew $(VALGRIND_LONGEST) $(VALGRIND_SLOW),$(check_PROGRAMS))
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite
check-valgrind: $(check_PROGRAMS) $(check_LTLIBRARIES) $(plugin_LTLIBRARIES)
	LIKENESS_TEST_SLOWLY=1 OPENBLAS_CORETYPE=Haswell $(MAKE) check-TESTS TESTS='$(VALGRIND_TESTS)' \
	  TEST_SUITE_LOG=valgrind-suite.log \
	  LOG_COMPILER='$(LOG_COMPILER) $(LIBTOOL) --mode=execute $(VALGRIND)'
.PHONY: check-valgrind

# What takes minutes and whose figures are kept in docs/.
CHECK_SLOW =
check-slow: $(plugin_LTLIBRARIES)
	$(MAKE) $(CHECK_SLOW)
	for program in $(CHECK_SLOW); do ./$$program || exit 1; done
.PHONY: check-slow
CLEANFILES += valgrind-suite.log

# The longest of all, which begins first too; the others of its folder follow.
TESTS += tests/sdk/test-validate.sh
EXTRA_DIST += tests/sdk/test-validate.sh

include tests/host/local.mk
include tests/graph/local.mk
include tests/onnx/local.mk
include tests/backends/local.mk
include tests/reverse/local.mk
include tests/training/local.mk
include tests/onednn/local.mk
include tests/explain/local.mk
include tests/process/local.mk
include tests/geometry/local.mk
include tests/metrics/local.mk
include tests/statistics/local.mk
include tests/sources/local.mk
include tests/reports/local.mk
include tests/coalitions/local.mk
include tests/detect/local.mk
include tests/parity/local.mk
include tests/bench/local.mk
include tests/run/local.mk
include tests/sdk/local.mk

# Built by hand: how the networks of configs/networks/offline were fitted.
EXTRA_PROGRAMS += tests/tools/draw-items
tests_tools_draw_items_SOURCES = tests/tools/draw-items.c
tests_tools_draw_items_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)
tests_tools_draw_items_LDADD = $(KIT_LIBS)
