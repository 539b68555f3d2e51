# SPDX-License-Identifier: MIT
SDK_TESTS = tests/sdk/test-abidiff.sh tests/sdk/test-check.sh tests/sdk/test-describe.sh \
	tests/sdk/test-guide.sh \
	tests/sdk/test-headers.sh tests/sdk/test-languages.sh \
	tests/sdk/test-layout.sh tests/sdk/test-levels.sh tests/sdk/test-new-plugin.sh \
	tests/sdk/test-pkg-config.sh tests/sdk/test-reference.sh tests/sdk/test-trust.sh \
	tests/sdk/test-unruly.sh
TESTS += $(SDK_TESTS)
EXTRA_DIST += $(SDK_TESTS) tests/sdk/halves.sh tests/sdk/headers.sh tests/sdk/out-of-tree.sh \
	tests/sdk/fields.awk tests/sdk/growth.awk tests/sdk/abi-1.0 tests/sdk/abi-1.0.txt tests/sdk/abi-1.1.txt \
	tests/sdk/plugins

# Packages for Debian. Compiles everything once more, so it is no part of `make check`.
check-debian:
	$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/sdk/test-debian.sh
.PHONY: check-debian
EXTRA_DIST += tests/sdk/test-debian.sh
include tests/sdk/unruly/local.mk

# Programs of third parties, over the library as they get it.
check_PROGRAMS += tests/sdk/check tests/sdk/test-answers tests/sdk/test-trial
tests_sdk_check_SOURCES = tests/sdk/out-of-tree/check.c
tests_sdk_check_LDADD = sdk/liblikeness-check.la
tests_sdk_test_answers_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sdk_test_answers_SOURCES = tests/sdk/test-answers.c
tests_sdk_test_answers_LDADD = sdk/liblikeness-check.la $(CMOCKA_LIBS) -lm
tests_sdk_test_trial_CPPFLAGS = $(KIT_CPPFLAGS)
tests_sdk_test_trial_SOURCES = tests/sdk/test-trial.c
tests_sdk_test_trial_LDADD = sdk/liblikeness-check.la $(CMOCKA_LIBS) -lm
TESTS += tests/sdk/test-answers tests/sdk/test-trial
# One is no test, and the other lets children crash.
VALGRIND_SLOW += tests/sdk/check tests/sdk/test-trial

EXTRA_DIST += tests/sdk/installcheck.sh tests/sdk/out-of-tree/jaccard.c \
	tests/sdk/out-of-tree/sensitivity.c tests/sdk/out-of-tree/study.yaml
# INSTALLCHECK: what distcheck does besides, where all is built.
installcheck-local: $(INSTALLCHECK)
	DESTDIR='$(DESTDIR)' LIKENESS='$(DESTDIR)$(bindir)/likeness' LIBDIR='$(DESTDIR)$(libdir)' \
	  PKGCONFIGDIR='$(DESTDIR)$(pkgconfigdir)' PLUGINDIR='$(DESTDIR)$(plugindir)' \
	  CONFIGSDIR='$(DESTDIR)$(configsdir)' CC='$(CC)' SANITIZE_CFLAGS='$(SANITIZE_CFLAGS)' \
	  KIT_SRCDIR='$(abs_top_srcdir)' $(SHELL) $(srcdir)/tests/sdk/installcheck.sh
.PHONY: installcheck-local
