plugin_LTLIBRARIES += plugins/backend-openblas.la
plugins_backend_openblas_la_SOURCES = plugins/backends/openblas/openblas.c
plugins_backend_openblas_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_backend_openblas_la_LIBADD = -lm
