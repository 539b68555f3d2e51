# SPDX-License-Identifier: MIT
# The whole program, as a user runs it.
RUN_TESTS = \
	tests/run/test-published.sh \
	tests/run/test-same-bytes.sh
TESTS += $(RUN_TESTS)
EXTRA_DIST += $(RUN_TESTS)
