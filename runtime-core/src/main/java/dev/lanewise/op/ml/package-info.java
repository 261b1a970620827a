/** Classical machine learning, random numbers, and steps of training. */
@NullMarked
package dev.lanewise.op.ml;

import org.jspecify.annotations.NullMarked;
