# SPDX-License-Identifier: MIT
dist_doc_DATA = docs/architecture.md docs/output.md
EXTRA_DIST += docs/report.png
