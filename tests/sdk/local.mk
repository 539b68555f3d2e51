# SPDX-License-Identifier: MIT
TESTS += tests/sdk/test-headers.sh
EXTRA_DIST += tests/sdk/test-headers.sh

TESTS += tests/sdk/test-validate.sh
EXTRA_DIST += tests/sdk/test-validate.sh
