# SPDX-License-Identifier: MIT
# What plugins run a program by, and talk to it.
noinst_LTLIBRARIES += plugins/common/process/libprogram.la
plugins_common_process_libprogram_la_SOURCES = \
	plugins/common/process/array.c plugins/common/process/array.h \
	plugins/common/process/find.c \
	plugins/common/process/message.c plugins/common/process/message.h \
	plugins/common/process/program.c plugins/common/process/program.h \
	plugins/common/process/start.c
