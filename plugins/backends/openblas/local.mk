# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/backend-openblas.la
plugins_backend_openblas_la_SOURCES = \
	plugins/backends/openblas/openblas.c \
	plugins/backends/openblas/plan.c plugins/backends/openblas/plan.h \
	plugins/backends/openblas/run.c
plugins_backend_openblas_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENBLAS_CFLAGS)
plugins_backend_openblas_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=fast -pthread
plugins_backend_openblas_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_openblas_la_LIBADD = $(MODEL_LIBS) -lpthread -lm
