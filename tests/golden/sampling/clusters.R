# SPDX-License-Identifier: MIT
# Standard errors and degrees of freedom of clubSandwich, for make.py:
# Rscript clusters.R DATA.csv ANSWER.csv
# DATA has the columns y, w, cluster and then one per segment.
suppressPackageStartupMessages(library(clubSandwich))
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(given[1])
z <- as.matrix(data[, -(1:3)])
w <- data$w
fit <- lm(data$y ~ z, weights = w)
v <- vcovCR(fit, cluster = data$cluster, type = "CR2", target = 1 / w, inverse_var = TRUE)
test <- coef_test(fit, vcov = v, test = "Satterthwaite")
answer <- data.frame(error = test$SE, freedom = test$df, with_first = v[2, ])
write.table(format(answer[-1, ], digits = 17), given[2], sep = ",", quote = FALSE,
            row.names = FALSE, col.names = FALSE)
