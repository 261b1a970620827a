package dev.lanewise.op;

import dev.lanewise.graph.Operator;

/** An operator whose only output holds the elements of input 0 in the same order: it costs nothing. */
public interface ViewOperator extends Operator {}
