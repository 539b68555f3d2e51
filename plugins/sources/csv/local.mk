# What plugins that read CSV files share, linked into each; no part of the host,
# not installed. Included once, by plugins/detectors/file/local.mk.
noinst_LTLIBRARIES += plugins/sources/csv/libcsv.la
plugins_sources_csv_libcsv_la_SOURCES = plugins/sources/csv/csv.c plugins/sources/csv/csv.h
