package dev.lanewise.op;

import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Epilogue;

/**
 * A product whose kernels finish what they have made while it is in cache. Input 2 may be a bias, input 3 a residual of
 * the output's shape, added before the epilogue's activation.
 */
public interface EpilogueOperator extends KernelOperator {

    Epilogue epilogue();

    /** The same operator with another epilogue. */
    Operator with(Epilogue other);
}
