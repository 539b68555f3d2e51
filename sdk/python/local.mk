# SPDX-License-Identifier: MIT
# What programs in Python speak to the plugins `process` by, and two such programs.
sdkpythondir = $(datadir)/likeness/python
dist_sdkpython_DATA = sdk/python/likeness_process.py
pythonexamplesdir = $(docdir)/examples/python
dist_pythonexamples_DATA = sdk/examples/python/dice.py sdk/examples/python/occlude.py
