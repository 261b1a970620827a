package dev.lanewise.tflite.file;

/**
 * An operator to be written.
 *
 * @param builtin the builtin's name in the schema
 * @param version the least version of the builtin that does what is wanted
 * @param inputs tensors, −1 for one that is absent
 */
public record WrittenOperator(String builtin, int version, int[] inputs, int[] outputs, Options options) {}
