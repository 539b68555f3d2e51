# SPDX-License-Identifier: MIT
# The check library. sdk/check/libcheck.la is what `likeness validate` links too.
noinst_LTLIBRARIES += sdk/check/libcheck.la
sdk_check_libcheck_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/core $(HOST_CPPFLAGS)
sdk_check_libcheck_la_SOURCES = \
	sdk/check/cage.c sdk/check/cage.h \
	sdk/check/check_backend.c \
	sdk/check/check_classes.c \
	sdk/check/check_conduct.c \
	sdk/check/check_descriptor.c \
	sdk/check/check_open.c \
	sdk/check/check_trouble.c \
	sdk/check/check_work.c \
	sdk/check/checks.c sdk/check/checks.h \
	sdk/check/givens.c \
	sdk/check/guard.c sdk/check/guard.h \
	sdk/check/heap.c sdk/check/heap.h \
	sdk/check/judge.c sdk/check/judge.h \
	sdk/check/notes.c sdk/check/notes.h \
	sdk/check/options.c \
	sdk/check/pace.c sdk/check/pace.h \
	sdk/check/probe.c sdk/check/probe.h \
	sdk/check/probe_backend.c sdk/check/probe_backend.h \
	sdk/check/probe_compare.c \
	sdk/check/probe_explain.c \
	sdk/check/probe_metric.c \
	sdk/check/probe_pictures.c \
	sdk/check/probe_report.c \
	sdk/check/rows.c \
	sdk/check/run.c \
	sdk/check/scene.c sdk/check/scene.h \
	sdk/check/standin.c sdk/check/standin.h \
	sdk/check/study.c sdk/check/study.h \
	sdk/check/tally.c sdk/check/tally.h \
	sdk/check/trial.c sdk/check/trial.h

lib_LTLIBRARIES += sdk/liblikeness-check.la
sdk_liblikeness_check_la_SOURCES =
sdk_liblikeness_check_la_LIBADD = sdk/check/libcheck.la core/libhost.la
sdk_liblikeness_check_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 $(NO_UNDEFINED)
