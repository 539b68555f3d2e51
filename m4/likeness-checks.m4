# SPDX-License-Identifier: MIT
# LK_REQUIRE(VAR, PKG-CONFIG MODULE, DEBIAN PACKAGE)
# Look for a library; collect what is missing, so that one run of configure
# names all of it.
AC_DEFUN([LK_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [lk_missing="$lk_missing $3"
     AC_MSG_WARN([$2 is missing: on Debian it is in the package $3])])
])

# LK_REQUIRE_PROGRAM(VAR, PROGRAM, DEBIAN PACKAGE)
AC_DEFUN([LK_REQUIRE_PROGRAM], [
  AC_PATH_PROG([$1], [$2])
  AS_IF([test -z "$$1"],
    [lk_missing="$lk_missing $3"
     AC_MSG_WARN([$2 is missing: on Debian it is in the package $3])])
])

# LK_REQUIRE_FILE(VAR, FILE, DEBIAN PACKAGE)
# A file of an include folder, which VAR=PATH says where else it is.
AC_DEFUN([LK_REQUIRE_FILE], [
  AC_ARG_VAR([$1], [path of $2])
  AC_MSG_CHECKING([for $2])
  for lk_folder in /usr/local/include /usr/include; do
    AS_IF([test -z "$$1" && test -f "$lk_folder/$2"], [$1="$lk_folder/$2"])
  done
  AC_MSG_RESULT([${$1:-no}])
  AS_IF([test -z "$$1"],
    [lk_missing="$lk_missing $3"
     AC_MSG_WARN([$2 is missing: on Debian it is in the package $3])])
])

AC_DEFUN([LK_REQUIRE_END], [
  AS_IF([test -n "$lk_missing"],
    [AC_MSG_ERROR([libraries are missing. On Debian: apt-get install$lk_missing])])
])

# LK_WARNINGS: all warnings; --enable-werror makes them errors (CI does).
AC_DEFUN([LK_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])])
  WARN_CFLAGS="-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla"
  AS_IF([test "x$enable_werror" = xyes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
  AC_SUBST([WARN_CFLAGS])
])

# LK_SANITIZE: --enable-sanitize=address,undefined builds everything with these.
AC_DEFUN([LK_SANITIZE], [
  AC_ARG_ENABLE([sanitize],
    [AS_HELP_STRING([--enable-sanitize=LIST], [build with these sanitizers, e.g. address,undefined])])
  AS_IF([test -n "$enable_sanitize" && test "x$enable_sanitize" != xno],
    [SANITIZE_CFLAGS="-fsanitize=$enable_sanitize -fno-sanitize-recover=all -fno-omit-frame-pointer"
     NO_UNDEFINED=""],
    [SANITIZE_CFLAGS=""
     NO_UNDEFINED="-Wl,-z,defs"])
  AC_SUBST([SANITIZE_CFLAGS])
  AC_SUBST([NO_UNDEFINED])
  AM_CONDITIONAL([SANITIZE], [test -n "$SANITIZE_CFLAGS"])
])

# LK_ONNXRUNTIME: ONNX Runtime, which Debian 12 does not have, in a folder with
# include/ and lib/; without --with-onnxruntime where the compiler finds it.
AC_DEFUN([LK_ONNXRUNTIME], [
  AC_ARG_WITH([onnxruntime],
    [AS_HELP_STRING([--with-onnxruntime=DIR],
      [build the backend onnxruntime with the ONNX Runtime of DIR/include and DIR/lib])],
    [], [with_onnxruntime=auto])
  lk_folder=
  AS_CASE([$with_onnxruntime], [yes|no|auto], [],
    [lk_folder=`cd "$with_onnxruntime" 2>/dev/null && pwd`
     AS_IF([test -z "$lk_folder"], [AC_MSG_ERROR([--with-onnxruntime: there is no folder $with_onnxruntime])])])
  ONNXRUNTIME_CFLAGS= ONNXRUNTIME_LIBS=-lonnxruntime
  AS_IF([test -n "$lk_folder"],
    [ONNXRUNTIME_CFLAGS="-isystem $lk_folder/include"
     ONNXRUNTIME_LIBS="-L$lk_folder/lib -R$lk_folder/lib -lonnxruntime"])
  lk_have_onnxruntime=no
  AS_IF([test "x$with_onnxruntime" != xno], [
    lk_kept_cppflags=$CPPFLAGS lk_kept_libs=$LIBS
    CPPFLAGS="$CPPFLAGS $ONNXRUNTIME_CFLAGS"
    LIBS="`echo "$ONNXRUNTIME_LIBS" | sed 's/-R/-Wl,-rpath,/'` $LIBS"
    AC_MSG_CHECKING([for ONNX Runtime 1.18 or later])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include <onnxruntime_c_api.h>
#if ORT_API_VERSION < 18
#error too old
#endif
]], [[return OrtGetApiBase()->GetApi(18) == NULL;]])], [lk_have_onnxruntime=yes])
    AC_MSG_RESULT([$lk_have_onnxruntime])
    CPPFLAGS=$lk_kept_cppflags LIBS=$lk_kept_libs
  ])
  AS_CASE([$with_onnxruntime:$lk_have_onnxruntime],
    [auto:no], [AC_MSG_NOTICE([the backend onnxruntime is left out: configs/fetch-onnxruntime.sh fetches ONNX Runtime, and --with-onnxruntime=DIR says where it is])],
    [no:no], [],
    [*:no], [AC_MSG_ERROR([--with-onnxruntime: there is no include/onnxruntime_c_api.h with lib/libonnxruntime.so of version 1.18 or later in ${lk_folder:-the usual folders}])])
  AC_SUBST([ONNXRUNTIME_CFLAGS])
  AC_SUBST([ONNXRUNTIME_LIBS])
  AM_CONDITIONAL([HAVE_ONNXRUNTIME], [test "$lk_have_onnxruntime" = yes])
])
