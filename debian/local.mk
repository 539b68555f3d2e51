# SPDX-License-Identifier: MIT
# Packages for Debian: dpkg-buildpackage -us -uc -b
EXTRA_DIST += \
	debian/changelog debian/control debian/copyright debian/rules debian/source/format \
	debian/likeness.docs debian/likeness.install debian/likeness.lintian-overrides \
	debian/likeness-dev.examples debian/likeness-dev.install \
	debian/liblikeness-check0.install \
	debian/not-installed \
	debian/tests/control debian/tests/plugin
