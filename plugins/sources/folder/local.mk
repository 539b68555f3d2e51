plugin_LTLIBRARIES += plugins/source-folder.la
plugins_source_folder_la_SOURCES = plugins/sources/folder/folder.c
plugins_source_folder_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_source_folder_la_LIBADD = -lm
