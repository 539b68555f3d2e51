/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_SECTION_H
#define HTML_SECTION_H

/* The sections of the page, in their order. Each is left out where the study
 * has nothing for it. */

#include "../finding/basis.h"
#include "../finding/contrast.h"
#include "page.h"

/* The first screen: the question, the answer by the rules of summary.h, what it
 * has to beat, what stands behind it. `faces` is negative where unknown. */
void answer_write(page *p, const scores *s, double faces);
/* The table of the answer: own maps against each baseline, with bars. */
void versus_write(page *p, const scores *s, const summary *y);
/* Where runs are compared, which, and in what they differ. */
void runs_write(page *p);
/* Networks x expressions with baseline rows, one table for each setting. */
void table_write(page *p, const scores *s);
/* Each network by itself over people or folds, where a statistics stage has it. */
void single_write(page *p, const scores *s);
/* Networks by their ranks over expressions, where a statistics stage has them. */
void rank_write(page *p, const scores *s);
/* Variants against the first of their kind, where a statistics stage has them. */
void choice_write(page *p, const scores *s);
/* A part of it: scores over what a choice varies, as plots and tables. */
void sweep_write(page *p, const scores *s);
/* Pooled heatmaps with the outlines of their masks, networks x expressions. */
void map_write(page *p, const scores *s);
/* What each region of the face weighs, where a statistics stage has it. */
void region_write(page *p);
/* Single faces with the explanations of each network. */
void example_write(page *p, int64_t limit);
/* Dendrograms and matrices of the networks' similarity. */
void similarity_write(page *p);
/* A part of it: explainers and labels against each other, in one metric. */
void alike_write(page *p, const char *metric);
/* How they were trained, where the study did that. */
void training_write(page *p);
/* What the networks predict, and how often rightly. */
void prediction_write(page *p);
/* Diagnostics of single explanations, as medians and quartiles. */
void quality_write(page *p);
/* Metrics of single explanations against their network, beside random heatmaps. */
void faithfulness_write(page *p);
/* Explanations against what makes the label, where the source knows that. */
void truth_write(page *p);
/* Networks that look at a shortcut, at the top of the page. */
void truth_notice(page *p);
/* Explanations against those of controls, where the study has them. */
void randomisation_write(page *p);
/* Explainers beside each other, where there are two or more. */
void explainers_write(page *p);
/* A part of it: those that differ in one number, where a statistics stage has them. */
void steadiness_write(page *p);
void effort_write(page *p);
void failure_write(page *p);
/* The notice of failures at the top of the page. */
void failure_notice(page *p);
/* The same for plugins that broke the rules of a run. */
void conduct_write(page *p);
void conduct_notice(page *p);
/* How all this was made; `provenance` may be NULL. */
void method_write(page *p, const scores *s, const json_t *provenance);

#endif
