# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/mask-facs.la
plugins_mask_facs_la_SOURCES = plugins/masks/facs/facs.c
plugins_mask_facs_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_mask_facs_la_LIBADD = plugins/common/shape/libshape.la -lm
