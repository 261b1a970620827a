/** Operators that keep values from one run of a session to the next. */
@NullMarked
package dev.lanewise.op.state;

import org.jspecify.annotations.NullMarked;
