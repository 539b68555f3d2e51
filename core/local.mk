# SPDX-License-Identifier: MIT
# The host. core/libhost.la is everything but main, so that tests link it too.
HOST_CPPFLAGS = $(YAML_CFLAGS) $(SQLITE_CFLAGS) $(JANSSON_CFLAGS) $(NETTLE_CFLAGS) $(PNG_CFLAGS) \
	-DLK_PLUGINDIR='"$(plugindir)"' -DLK_CONFIGSDIR='"$(configsdir)"' \
	-DLK_TEMPLATESDIR='"$(templatesdir)"'

noinst_LTLIBRARIES += core/libhost.la
core_libhost_la_CPPFLAGS = $(AM_CPPFLAGS) $(HOST_CPPFLAGS)
core_libhost_la_LIBADD = $(YAML_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(NETTLE_LIBS) $(PNG_LIBS) \
	-ldl -lm
core_libhost_la_SOURCES = \
	core/affine.c core/affine.h \
	core/arena.c core/arena.h \
	core/augment.c core/augment.h \
	core/call.c core/call.h \
	core/catalogue.c core/catalogue.h \
	core/codec.c core/codec.h \
	core/conduct.c core/conduct.h \
	core/crew.c core/crew.h \
	core/controls.c core/controls.h \
	core/csv.c core/csv.h \
	core/cut.c core/cut.h \
	core/deal.c core/deal.h \
	core/digest.c core/digest.h \
	core/document.c core/document.h \
	core/environment.c core/environment.h \
	core/expand.c core/expand.h \
	core/fault.c core/fault.h \
	core/figure.c core/figure.h \
	core/folded.c core/folded.h \
	core/gallery.c core/gallery.h \
	core/instance.c core/instance.h \
	core/join.c core/join.h \
	core/lesson.c core/lesson.h \
	core/libraries.c core/libraries.h \
	core/link.c \
	core/loader.c core/loader.h \
	core/nearest.c \
	core/mapping.c core/mapping.h \
	core/npy.c core/npy.h \
	core/overlay.c core/overlay.h \
	core/param.c core/param.h \
	core/param_read.c core/param_read.h \
	core/param_table.c \
	core/paths.c core/paths.h \
	core/png.c core/png.h \
	core/progress.c core/progress.h \
	core/provenance.c \
	core/pupil.c core/pupil.h \
	core/pupil_files.c \
	core/random.c core/random.h \
	core/recall.c core/recall.h \
	core/result.c core/result.h \
	core/run.c core/run.h \
	core/run_analyses.c \
	core/run_compare.c core/run_controls.c \
	core/run_conduct.c \
	core/run_effort.c \
	core/run_face_scores.c \
	core/run_faces.c \
	core/run_faithfulness.c \
	core/run_folds.c \
	core/run_items.c \
	core/run_jobs.c \
	core/run_maps.c \
	core/run_masks.c \
	core/run_open.c \
	core/run_plan.c \
	core/run_report.c \
	core/run_scores.c \
	core/run_segments.c \
	core/run_train.c \
	core/run_truth.c \
	core/run_variants.c \
	core/scan.c \
	core/schema.c \
	core/score.c core/score.h \
	core/score_baseline.c \
	core/scoring.c core/scoring.h \
	core/segments.c core/segments.h \
	core/service.c core/service.h \
	core/service_coalitions.c \
	core/session.c core/session.h \
	core/session_open.c \
	core/store.c core/store.h \
	core/study.c core/study.h \
	core/study_check.c \
	core/table.c core/table.h \
	core/training.c core/training.h \
	core/truth.c core/truth.h \
	core/utf8.c core/utf8.h \
	core/wire.c core/wire.h \
	core/work_coalitions.c \
	core/work_compare.c \
	core/work_export.c \
	core/work_faithfulness.c \
	core/work_files.c \
	core/work_item.c \
	core/work_map.c core/work_map.h \
	core/work_network.c core/work_network.h \
	core/work_open.c \
	core/work_read.c \
	core/work_report.c \
	core/work_score.c \
	core/work_train.c \
	core/work_truth.c \
	core/worker.c \
	core/writer.c core/writer.h \
	core/task.h

bin_PROGRAMS += likeness
likeness_SOURCES = \
	core/cli.c core/cli.h \
	core/cli_coalitions.c \
	core/cli_compare.c \
	core/cli_compose.c \
	core/cli_explain.c \
	core/cli_export.c \
	core/cli_images.c \
	core/cli_manual.c \
	core/cli_network.c \
	core/cli_new_plugin.c \
	core/cli_plugins.c \
	core/cli_run.c \
	core/cli_score.c \
	core/cli_train.c \
	core/cli_validate.c \
	core/describe.c core/describe.h \
	core/describe_page.c \
	core/main.c \
	core/page.c core/page.h \
	core/page_man.c \
	core/page_markdown.c
likeness_CPPFLAGS = $(AM_CPPFLAGS) $(HOST_CPPFLAGS)
likeness_LDADD = sdk/check/libcheck.la core/libhost.la $(JANSSON_LIBS)
