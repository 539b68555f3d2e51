# SPDX-License-Identifier: MIT
plugin_LTLIBRARIES += plugins/report-html.la
plugins_report_html_la_SOURCES = \
	plugins/reports/html/alike.c \
	plugins/reports/html/answer.c plugins/reports/html/base64.c plugins/reports/html/base64.h \
	plugins/reports/html/chart.c plugins/reports/html/chart.h plugins/reports/html/conduct.c \
	plugins/reports/html/sweep.c plugins/reports/html/sweep.h plugins/reports/html/sweep_draw.c \
	plugins/reports/html/effort.c plugins/reports/html/escape.c plugins/reports/html/escape.h \
	plugins/reports/html/example.c plugins/reports/html/explainers.c \
	plugins/reports/html/failure.c plugins/reports/html/faithfulness.c plugins/reports/html/html.c \
	plugins/reports/html/map.c plugins/reports/html/method.c plugins/reports/html/outline.c \
	plugins/reports/html/page.c plugins/reports/html/page.h plugins/reports/html/palette.c \
	plugins/reports/html/palette.h plugins/reports/html/picture.c plugins/reports/html/picture.h \
	plugins/reports/html/prediction.c plugins/reports/html/quality.c \
	plugins/reports/html/choice.c plugins/reports/html/runs.c \
	plugins/reports/html/sample.c plugins/reports/html/sample.h \
	plugins/reports/html/randomisation.c \
	plugins/reports/html/rank.c plugins/reports/html/record.c plugins/reports/html/record.h \
	plugins/reports/html/scatter.c plugins/reports/html/scatter.h plugins/reports/html/region.c \
	plugins/reports/html/svg.c plugins/reports/html/svg.h \
	plugins/reports/html/section.h plugins/reports/html/similarity.c \
	plugins/reports/html/single.c plugins/reports/html/steadiness.c \
	plugins/reports/html/style.h plugins/reports/html/table.c plugins/reports/html/tree.c \
	plugins/reports/html/tree.h plugins/reports/html/training.c \
	plugins/reports/html/tree_draw.c plugins/reports/html/truth.c \
	plugins/reports/html/versus.c
nodist_plugins_report_html_la_SOURCES = plugins/reports/html/style.c
plugins_report_html_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) \
	-I$(top_srcdir)/plugins/reports/html
plugins_report_html_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_report_html_la_LIBADD = plugins/reports/finding/libfinding.la \
	plugins/reports/common/libreport.la $(JANSSON_LIBS) -lm

# The stylesheet as an array of its lines.
plugins/reports/html/style.c: $(top_srcdir)/plugins/reports/html/style.css
	$(AM_V_GEN)$(MKDIR_P) $(@D) && { \
	echo '#include "style.h"'; echo 'const char *const style_lines[] = {'; \
	$(SED) -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/"&\\n",/' \
		$(top_srcdir)/plugins/reports/html/style.css; \
	echo '0};'; } >$@.tmp && mv $@.tmp $@
EXTRA_DIST += plugins/reports/html/style.css
CLEANFILES += plugins/reports/html/style.c
