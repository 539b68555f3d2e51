# SPDX-License-Identifier: MIT
dist_doc_DATA = docs/abi.md docs/architecture.md docs/explainers.md docs/output.md docs/performance.md docs/process.md \
	docs/process-pytorch.py docs/reproducing.md docs/sampling.md docs/statistics.md docs/writing-a-plugin.md
EXTRA_DIST += docs/report.png docs/embed.awk

# The guide shows the templates of `likeness new-plugin`; tests/sdk/test-guide.sh compares them.
guide:
	awk -v top=$(srcdir) -f $(srcdir)/docs/embed.awk $(srcdir)/docs/writing-a-plugin.md >guide.part && \
	  mv guide.part $(srcdir)/docs/writing-a-plugin.md
.PHONY: guide

# Made from the tables of the program and its plugins, and committed: `make reference` renews
# them, tests/sdk/test-reference.sh compares them. A page has all backends or is not written.
referencedir = $(docdir)/reference
REFERENCE_STAGES = source detector backend segmenter explainer aligner mask binariser baseline \
	metric analysis report
dist_reference_DATA = docs/reference/README.md docs/reference/commands.md \
	docs/reference/source.md docs/reference/detector.md docs/reference/backend.md \
	docs/reference/segmenter.md docs/reference/explainer.md docs/reference/aligner.md \
	docs/reference/mask.md docs/reference/binariser.md docs/reference/baseline.md \
	docs/reference/metric.md docs/reference/analysis.md docs/reference/report.md
reference: likeness$(EXEEXT) $(plugin_LTLIBRARIES)
	@for backend in onednn onnxruntime; do \
	  test -e plugins/.libs/backend-$$backend.so || \
	    { echo "make reference: configure with the library of the backend $$backend" >&2; exit 1; }; \
	done
	for stage in $(REFERENCE_STAGES); do \
	  ./likeness$(EXEEXT) plugins $$stage plugins/.libs/ --markdown \
	    >$(srcdir)/docs/reference/$$stage.md || exit 1; \
	done
	./likeness$(EXEEXT) help --markdown >$(srcdir)/docs/reference/commands.md
.PHONY: reference

# Manual pages, made from the same tables when the program is built.
man_MANS = docs/man/likeness.1 docs/man/likeness-plugins.7
dist_man_MANS = docs/man/likeness-study.5
CLEANFILES += $(man_MANS)
docs/man/likeness.1: likeness$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) docs/man && ./likeness$(EXEEXT) help --man >$@.part && mv $@.part $@
docs/man/likeness-plugins.7: likeness$(EXEEXT) $(plugin_LTLIBRARIES)
	$(AM_V_GEN)$(MKDIR_P) docs/man && \
	  ./likeness$(EXEEXT) plugins plugins/.libs/ --man >$@.part && mv $@.part $@
