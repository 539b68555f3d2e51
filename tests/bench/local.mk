# SPDX-License-Identifier: MIT
# Never part of `make check`: times depend on the machine.
bench: all
	$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/tests/bench/bench.py
.PHONY: bench
EXTRA_DIST += tests/bench/bench.py tests/bench/lime_torch.py
