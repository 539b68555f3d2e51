# SPDX-License-Identifier: MIT
dist_doc_DATA = docs/abi.md docs/architecture.md docs/output.md docs/performance.md docs/process.md \
	docs/process-pytorch.py docs/sampling.md docs/statistics.md
EXTRA_DIST += docs/report.png
