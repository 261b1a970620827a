/**
 * Operators of neural networks: convolution, pooling, normalisation, softmax, recurrence, attention. Images are
 * channels last.
 */
@NullMarked
package dev.lanewise.op.nn;

import org.jspecify.annotations.NullMarked;
