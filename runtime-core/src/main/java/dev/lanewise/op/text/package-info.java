/** Operators on strings, and on counts of words. */
@NullMarked
package dev.lanewise.op.text;

import org.jspecify.annotations.NullMarked;
