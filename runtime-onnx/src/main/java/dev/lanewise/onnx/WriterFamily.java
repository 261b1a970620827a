package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;

/** Writes some of the core's operators as nodes of ONNX. */
interface WriterFamily {

    /** Writes {@code op} if it is of this family; says whether it is. */
    boolean write(Operator op, OnnxNodeWriter node);
}
