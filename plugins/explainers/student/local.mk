# SPDX-License-Identifier: MIT
# What intervals of explainers take from Student's t distribution; not installed.
noinst_LTLIBRARIES += plugins/explainers/student/libstudent.la
plugins_explainers_student_libstudent_la_SOURCES = \
	plugins/explainers/student/student.c plugins/explainers/student/student.h
plugins_explainers_student_libstudent_la_LIBADD = -lm
