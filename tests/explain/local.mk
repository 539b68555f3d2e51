# SPDX-License-Identifier: MIT

# lime and occlusion: a segmenter, networks and requests for their tests.
check_LTLIBRARIES += tests/explain/segmenter-test-stripes.la tests/explain/libexplaining.la
tests_explain_segmenter_test_stripes_la_SOURCES = tests/explain/stripes.c
tests_explain_segmenter_test_stripes_la_LDFLAGS = $(PLUGIN_LDFLAGS)
tests_explain_libexplaining_la_SOURCES = tests/explain/explaining.c \
	tests/explain/golden_network.c tests/explain/explaining.h
tests_explain_libexplaining_la_CPPFLAGS = $(KIT_CPPFLAGS)

check_PROGRAMS += tests/explain/test-surrogate tests/explain/test-lime tests/explain/test-occlusion
tests_explain_test_surrogate_SOURCES = tests/explain/test-surrogate.c
tests_explain_test_surrogate_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_surrogate_LDADD = tests/explain/libexplaining.la \
	plugins/explainers/surrogate/libsurrogate.la $(KIT_LIBS)
tests_explain_test_lime_SOURCES = tests/explain/test-lime.c tests/explain/lime.h
tests_explain_test_lime_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_lime_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_occlusion_SOURCES = tests/explain/test-occlusion.c
tests_explain_test_occlusion_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_occlusion_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-surrogate tests/explain/test-lime tests/explain/test-occlusion
check_PROGRAMS += tests/explain/test-lime-coefficients tests/explain/test-lime-samples
tests_explain_test_lime_coefficients_SOURCES = tests/explain/test-lime-coefficients.c \
	tests/explain/lime.h
tests_explain_test_lime_coefficients_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_lime_coefficients_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_lime_samples_SOURCES = tests/explain/test-lime-samples.c tests/explain/lime.h
tests_explain_test_lime_samples_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_lime_samples_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-lime-coefficients tests/explain/test-lime-samples
EXTRA_DIST += tests/golden/explain
# Segmenters.
check_PROGRAMS += tests/explain/test-slic
tests_explain_test_slic_SOURCES = tests/explain/test-slic.c tests/explain/segment.h
tests_explain_test_slic_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_slic_LDADD = $(KIT_LIBS)
TESTS += tests/explain/test-slic
check_PROGRAMS += tests/explain/test-grid
tests_explain_test_grid_SOURCES = tests/explain/test-grid.c tests/explain/segment.h
tests_explain_test_grid_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_grid_LDADD = $(KIT_LIBS)
TESTS += tests/explain/test-grid
check_PROGRAMS += tests/explain/test-regions
tests_explain_test_regions_SOURCES = tests/explain/test-regions.c tests/explain/segment.h
tests_explain_test_regions_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_regions_LDADD = $(KIT_LIBS)
TESTS += tests/explain/test-regions
EXTRA_DIST += tests/golden/segmentation tests/golden/regions
# What the segmenters take from NumPy is tested by itself, so their files are compiled
# into the tests once more.
check_PROGRAMS += tests/explain/test-quickshift tests/explain/test-felzenszwalb
tests_explain_test_quickshift_SOURCES = tests/explain/test-quickshift.c \
	tests/explain/segment.h plugins/segmenters/quickshift/noise.c
tests_explain_test_quickshift_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/segmenters
tests_explain_test_quickshift_LDADD = $(KIT_LIBS)
tests_explain_test_felzenszwalb_SOURCES = tests/explain/test-felzenszwalb.c \
	tests/explain/segment.h plugins/segmenters/felzenszwalb/sort.c
tests_explain_test_felzenszwalb_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/segmenters
tests_explain_test_felzenszwalb_LDADD = $(KIT_LIBS)
TESTS += tests/explain/test-quickshift tests/explain/test-felzenszwalb

# Designs of samples, and when they are enough.
check_PROGRAMS += tests/explain/test-design tests/explain/test-until tests/explain/test-sampling
tests_explain_test_design_SOURCES = tests/explain/test-design.c \
	plugins/explainers/lime/design.c plugins/explainers/lime/hadamard.c \
	plugins/explainers/lime/sample.c
tests_explain_test_design_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_design_LDADD = plugins/explainers/coalition/libcoalition.la $(KIT_LIBS)
tests_explain_test_until_SOURCES = tests/explain/test-until.c \
	plugins/explainers/lime/until.c
tests_explain_test_until_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_until_LDADD = plugins/explainers/student/libstudent.la $(KIT_LIBS)
tests_explain_test_sampling_SOURCES = tests/explain/test-sampling.c
tests_explain_test_sampling_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_sampling_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-design tests/explain/test-until tests/explain/test-sampling
EXTRA_DIST += tests/golden/sampling

# Masks: drawn by hand, so the file that makes them is compiled into the test once more.
check_PROGRAMS += tests/explain/test-rise
tests_explain_test_rise_SOURCES = tests/explain/test-rise.c plugins/explainers/rise/masks.c
tests_explain_test_rise_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_rise_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-rise

check_PROGRAMS += tests/explain/test-regressions
tests_explain_test_regressions_SOURCES = tests/explain/test-regressions.c
tests_explain_test_regressions_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_regressions_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-regressions

check_PROGRAMS += tests/explain/test-sensitivity
tests_explain_test_sensitivity_SOURCES = tests/explain/test-sensitivity.c
tests_explain_test_sensitivity_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_sensitivity_LDADD = tests/explain/libexplaining.la \
	plugins/explainers/sensitivity/libsensitivity.la $(KIT_LIBS)
TESTS += tests/explain/test-sensitivity

# What all of them make of a request.
check_PROGRAMS += tests/explain/test-request
tests_explain_test_request_SOURCES = tests/explain/test-request.c
tests_explain_test_request_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_request_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-request

# Explanations by halves of the samples.
check_PROGRAMS += tests/explain/test-halves
tests_explain_test_halves_SOURCES = tests/explain/test-halves.c
tests_explain_test_halves_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_halves_LDADD = tests/explain/libexplaining.la \
	plugins/explainers/halves/libhalves.la $(KIT_LIBS)
TESTS += tests/explain/test-halves

# Gradients: one program for the explainers that share them.
check_PROGRAMS += tests/explain/test-gradients
tests_explain_test_gradients_SOURCES = tests/explain/test-gradients.c \
	plugins/explainers/integrated-gradients/quadrature.c
tests_explain_test_gradients_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins
tests_explain_test_gradients_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-gradients

# Integrated gradients that are complete, on trained networks and by themselves.
check_PROGRAMS += tests/explain/test-complete tests/explain/test-completion
tests_explain_test_complete_SOURCES = tests/explain/test-complete.c tests/graph/networks.c
tests_explain_test_complete_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_complete_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_completion_SOURCES = tests/explain/test-completion.c \
	plugins/explainers/integrated-gradients/completion.c
tests_explain_test_completion_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins
tests_explain_test_completion_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-complete tests/explain/test-completion

# Class activation maps.
check_PROGRAMS += tests/explain/test-cam tests/explain/test-layer
tests_explain_test_cam_SOURCES = tests/explain/test-cam.c
tests_explain_test_cam_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_cam_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_layer_SOURCES = tests/explain/test-layer.c
tests_explain_test_layer_CPPFLAGS = $(KIT_CPPFLAGS) -I$(top_srcdir)/plugins/explainers
tests_explain_test_layer_LDADD = tests/explain/libexplaining.la \
	plugins/explainers/cam/libcam.la $(KIT_LIBS)
TESTS += tests/explain/test-cam tests/explain/test-layer

# Shapley values and their kin, and counterfactual sets.
check_PROGRAMS += tests/explain/test-ablation tests/explain/test-shapley \
	tests/explain/test-kernelshap tests/explain/test-sedc
tests_explain_test_ablation_SOURCES = tests/explain/test-ablation.c
tests_explain_test_ablation_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_ablation_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_shapley_SOURCES = tests/explain/test-shapley.c \
	tests/explain/game.c tests/explain/game.h
tests_explain_test_shapley_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_shapley_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_kernelshap_SOURCES = tests/explain/test-kernelshap.c \
	tests/explain/game.c tests/explain/game.h
tests_explain_test_kernelshap_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_kernelshap_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
tests_explain_test_sedc_SOURCES = tests/explain/test-sedc.c
tests_explain_test_sedc_CPPFLAGS = $(KIT_CPPFLAGS)
tests_explain_test_sedc_LDADD = tests/explain/libexplaining.la $(KIT_LIBS)
TESTS += tests/explain/test-ablation tests/explain/test-shapley tests/explain/test-kernelshap \
	tests/explain/test-sedc
