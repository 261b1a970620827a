/** Recurrent layers as TFLite defines them, in float, with 8-bit weights, and in integers. */
@NullMarked
package dev.lanewise.op.recurrent;

import org.jspecify.annotations.NullMarked;
