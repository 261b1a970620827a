package dev.lanewise.exec;

/**
 * What all plans of a session share.
 *
 * @param workers the threads that run steps
 * @param prepared what was made of the model's constants
 * @param strict whether results must have the same bits on every machine
 * @param planCacheBytes bytes that cached plans of one graph may hold
 */
record Settings(Workers workers, Prepared prepared, boolean strict, long planCacheBytes) {}
