package dev.lanewise.kernel;

/**
 * Which twin of a kernel its door calls. A vector operation that runs uncompiled makes objects and takes a thousand times
 * as long as one that is compiled, and its compilation takes half a second; so a program's first results come from the plain
 * twins, which give the same bits from the same packed weights, while the vector twins are compiled on another thread.
 *
 * <p>Once they are, doors call them for the rest of the JVM's life. What a JVM has compiled is a state of the JVM, and so
 * is this.
 */
public final class Twins {

    private static volatile boolean plain;

    private Twins() {}

    /** Has plain twins called until {@link #areCompiled}; false where they cannot be or the width of vectors is forced. */
    public static boolean awaitCompilation() {
        plain = Isa.SIMD && !Isa.IS_FORCED;
        return plain;
    }

    /** From now on vector twins are called, where the JVM compiles them. */
    public static void areCompiled() {
        plain = plain && !Isa.compilesVectors();
    }

    /** A thread on which doors call vector twins already, for {@code work} that has them compiled. */
    public static Thread compiling(Runnable work) {
        return new Compiling(work);
    }

    /** Whether the vector twin of a kernel is to be called. */
    static boolean simd() {
        return Isa.SIMD && (!plain || Thread.currentThread() instanceof Compiling);
    }

    /** Has plain twins called, or not, whatever is compiled. */
    static void plain(boolean on) {
        plain = on;
    }

    private static final class Compiling extends Thread {
        Compiling(Runnable work) {
            super(work, "lanewise-warm-up");
            setDaemon(true);
        }
    }
}
