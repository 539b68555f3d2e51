# SPDX-License-Identifier: MIT
include sdk/python/local.mk
# What third parties get beside the headers.
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = sdk/likeness.pc sdk/likeness-check.pc
aclocaldir = $(datadir)/aclocal
aclocal_DATA = sdk/likeness.m4
EXTRA_DIST += sdk/likeness.m4 sdk/examples
