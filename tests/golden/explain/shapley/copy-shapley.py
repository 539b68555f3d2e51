# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""Copy the golden vectors of shapley and kernelshap: copy-shapley.py COLLECTION."""
import pathlib
import shutil
import sys

NAMES = """coalitions logits prob logits_exact prob_exact logits_kernelshap_full
prob_kernelshap_full kernelshap_masks kernelshap_weights sampled_rows logits_linreg_sampled
prob_linreg_sampled""".split()

here = pathlib.Path(__file__).parent
for name in NAMES:
    shutil.copyfile(pathlib.Path(sys.argv[1]) / "shapley" / f"{name}.npy", here / f"{name}.npy")
