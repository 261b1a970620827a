package dev.lanewise.kernel;

/** What a pooling window is reduced by. */
enum PoolOp {
    MAX,
    SUM,
    SUM_OF_MAGNITUDES,
    SUM_OF_SQUARES
}
