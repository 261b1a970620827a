/** Values of models: tensors, sequences and maps, and the errors of the library. */
@NullMarked
package dev.lanewise.tensor;

import org.jspecify.annotations.NullMarked;
