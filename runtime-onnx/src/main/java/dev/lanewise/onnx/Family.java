package dev.lanewise.onnx;

/** Operators that belong together, and how they are read. */
@FunctionalInterface
interface Family {

    void register(Registry on);
}
