package dev.lanewise.tflite;

/** Operators that belong together, and how they are read. */
interface BuiltinFamily {

    void register(Builtins on);
}
