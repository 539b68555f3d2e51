# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The @NAME@ authors
# Needs the development files of Likeness, which pkg-config finds.
#
#   make            the plugin
#   make check      the checks that every plugin has to pass, and the tests of test.c;
#                   CHECK='--reproduce SEED' draws the inputs of an earlier run
#   make install    into the folder of plugins that likeness looks into
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
PLUGIN = @STAGE@-@NAME@.so
LIKENESS_CFLAGS := $(shell $(PKG_CONFIG) --cflags likeness)
CHECK_LIBS := $(shell $(PKG_CONFIG) --libs likeness-check)
PLUGINDIR := $(shell $(PKG_CONFIG) --variable=plugindir likeness)
FLAGS = -std=c11 -Wall -Wextra $(LIKENESS_CFLAGS) $(CPPFLAGS) $(CFLAGS)

all: $(PLUGIN)

$(PLUGIN): @STAGE@-@NAME@.c $(wildcard *.h)
	$(CC) $(FLAGS) -fPIC -fvisibility=hidden -shared $(LDFLAGS) -Wl,-z,defs -o $@ $< -lm

check-plugin test-plugin: %-plugin: %.c
	$(CC) $(FLAGS) -DPLUGIN='"./$(PLUGIN)"' $(LDFLAGS) -o $@ $< $(CHECK_LIBS) -lm

check: $(PLUGIN) check-plugin test-plugin
	./check-plugin@SET@ $(CHECK)
	./test-plugin

install: $(PLUGIN)
	install -D -m 755 $(PLUGIN) $(DESTDIR)$(PLUGINDIR)/$(PLUGIN)

clean:
	rm -f $(PLUGIN) check-plugin test-plugin

.PHONY: all check install clean
