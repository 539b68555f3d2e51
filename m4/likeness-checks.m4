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
