# SPDX-License-Identifier: MIT
# What `likeness new-plugin` writes projects from: a worked example for each stage, and
# the files round it. docs/writing-a-plugin.md shows the examples.
templatedir = $(templatesdir)
dist_template_DATA = \
	sdk/templates/aligner.c \
	sdk/templates/analysis.c \
	sdk/templates/backend.c sdk/templates/backend.yaml \
	sdk/templates/baseline.c \
	sdk/templates/binariser.c \
	sdk/templates/detector.c \
	sdk/templates/explainer.c \
	sdk/templates/frame.h \
	sdk/templates/mask.c sdk/templates/mask.yaml \
	sdk/templates/metric.c \
	sdk/templates/report.c \
	sdk/templates/segmenter.c \
	sdk/templates/source.c \
	sdk/templates/project.mk sdk/templates/meson.build \
	sdk/templates/check.c sdk/templates/test.c \
	sdk/templates/README.md sdk/templates/gitignore sdk/templates/study.yaml
