# SPDX-License-Identifier: MIT
# What third parties get beside the headers.
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = sdk/likeness.pc sdk/likeness-check.pc
aclocaldir = $(datadir)/aclocal
aclocal_DATA = sdk/likeness.m4
EXTRA_DIST += sdk/likeness.m4 sdk/examples

include sdk/check/local.mk
include sdk/python/local.mk
include sdk/templates/local.mk
