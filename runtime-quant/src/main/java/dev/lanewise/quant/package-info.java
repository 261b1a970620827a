/** Quantizes, prunes and evaluates models. */
@NullMarked
package dev.lanewise.quant;

import org.jspecify.annotations.NullMarked;
