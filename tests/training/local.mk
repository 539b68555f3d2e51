# SPDX-License-Identifier: MIT
# Training, of each backend that has it.
TRAINING_KIT = tests/training/trainee.c tests/training/trainee.h
EXTRA_DIST += tests/golden/training tests/training/residual.yaml

check_PROGRAMS += tests/training/test-torch
tests_training_test_torch_SOURCES = tests/training/test-torch.c $(TRAINING_KIT)
tests_training_test_torch_CPPFLAGS = $(KIT_CPPFLAGS)
tests_training_test_torch_LDADD = $(KIT_LIBS)
TESTS += tests/training/test-torch

check_PROGRAMS += tests/training/test-training
tests_training_test_training_SOURCES = tests/training/test-training.c $(TRAINING_KIT)
tests_training_test_training_CPPFLAGS = $(KIT_CPPFLAGS)
tests_training_test_training_LDADD = $(KIT_LIBS)
TESTS += tests/training/test-training
EXTRA_DIST += tests/training/bare.yaml tests/training/dropping.yaml

check_PROGRAMS += tests/training/test-twelve
tests_training_test_twelve_SOURCES = tests/training/test-twelve.c $(TRAINING_KIT)
tests_training_test_twelve_CPPFLAGS = $(KIT_CPPFLAGS)
tests_training_test_twelve_LDADD = $(KIT_LIBS)
TESTS += tests/training/test-twelve
# It runs no code that the others do not.
VALGRIND_SLOW += tests/training/test-torch tests/training/test-twelve

check_PROGRAMS += tests/training/test-heads
tests_training_test_heads_SOURCES = tests/training/test-heads.c $(TRAINING_KIT)
tests_training_test_heads_CPPFLAGS = $(KIT_CPPFLAGS)
tests_training_test_heads_LDADD = $(KIT_LIBS)
TESTS += tests/training/test-heads
EXTRA_DIST += tests/training/head.yaml tests/training/initializers.yaml
