package dev.lanewise.kernel;

/** Functions that make one number of many; of none they make what the neutral element gives. */
public enum ReduceFunction {
    SUM,
    MEAN,
    MAX,
    MIN,
    PROD,
    /** Sum of absolute values. */
    L1,
    /** Square root of the sum of squares. */
    L2,
    SUM_SQUARE,
    LOG_SUM,
    LOG_SUM_EXP
}
