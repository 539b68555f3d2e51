# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
#serial 1

# LIKENESS_PLUGIN([ABI])
# ----------------------
# What a plugin of Likeness is built with. ABI, 1.0 unless given, is the oldest plugin ABI of hosts
# that shall take it: the headers declare no more. Sets
#
#   LIKENESS_CFLAGS     for the compiler
#   LIKENESS_LDFLAGS    for linking a shared object; with -Wl,-z,defs, so that a missing symbol is
#                       seen by the linker, where that is known and no sanitizer is used
#   LIKENESS_PLUGINDIR  where plugins are found
#   LIKENESS_ABI        that of the headers
#
# and ends configure where Likeness is not there or too old.
AC_DEFUN([LIKENESS_PLUGIN], [
  AC_REQUIRE([AC_PROG_CC])
  PKG_CHECK_MODULES([LIKENESS], [likeness])
  PKG_CHECK_VAR([LIKENESS_PLUGINDIR], [likeness], [plugindir])
  PKG_CHECK_VAR([LIKENESS_ABI], [likeness], [abi])
  likeness_wanted=m4_default([$1], [1.0])
  AS_IF([test "${likeness_wanted%%.*}" != "${LIKENESS_ABI%%.*}"],
    [AC_MSG_ERROR([this plugin is written for plugin ABI $likeness_wanted, and likeness has $LIKENESS_ABI])])
  AS_VERSION_COMPARE([$LIKENESS_ABI], [$likeness_wanted],
    [AC_MSG_ERROR([this plugin needs plugin ABI $likeness_wanted, and likeness has $LIKENESS_ABI: update likeness])])
  LIKENESS_CFLAGS="$LIKENESS_CFLAGS -DLK_USE_ABI=${likeness_wanted@%:@*.}"
  LIKENESS_LDFLAGS=-shared
  AS_CASE([" $CFLAGS $CXXFLAGS $LDFLAGS "], [*-fsanitize=*], [], [
    AC_CACHE_CHECK([whether the linker can refuse undefined symbols], [likeness_cv_z_defs], [
      likeness_kept_ldflags=$LDFLAGS
      LDFLAGS="$LDFLAGS -Wl,-z,defs"
      AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [likeness_cv_z_defs=yes], [likeness_cv_z_defs=no])
      LDFLAGS=$likeness_kept_ldflags])
    AS_IF([test "$likeness_cv_z_defs" = yes],
      [LIKENESS_LDFLAGS="$LIKENESS_LDFLAGS -Wl,-z,defs"])])
  AC_SUBST([LIKENESS_LDFLAGS])
])
