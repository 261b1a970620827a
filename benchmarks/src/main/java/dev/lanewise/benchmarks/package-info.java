/** Measurements: kernels beside the machine's limits, whole models beside native runtimes. */
@NullMarked
package dev.lanewise.benchmarks;

import org.jspecify.annotations.NullMarked;
