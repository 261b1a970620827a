/** SIMD and scalar kernels over primitive arrays. */
@NullMarked
package dev.lanewise.kernel;

import org.jspecify.annotations.NullMarked;
