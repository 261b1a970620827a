/** Signal processing: Fourier transforms and windows. */
@NullMarked
package dev.lanewise.op.signal;

import org.jspecify.annotations.NullMarked;
