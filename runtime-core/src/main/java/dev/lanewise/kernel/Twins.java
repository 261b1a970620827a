package dev.lanewise.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * Which twin of a kernel its door calls. A vector operation that runs uncompiled makes objects and takes a thousand times
 * as long as one that is compiled, and its compilation takes half a second; so a program's first results come from the plain
 * twins, which give the same bits from the same packed weights, while the vector twins are compiled on another thread.
 *
 * <p>Once they are, doors call them for the rest of the JVM's life. What a JVM has compiled is a state of the JVM, and so
 * is this.
 */
public final class Twins {

    /** Gives whether vector twins are called; to compilers a constant, so that nothing of the plain twins stays with them. */
    private static final MutableCallSite SITE = new MutableCallSite(MethodHandles.constant(boolean.class, true));

    private static final MethodHandle CALLS_VECTORS = SITE.dynamicInvoker();
    private static final MethodHandle IS_COMPILING = isCompiling();

    private Twins() {}

    private static MethodHandle isCompiling() {
        try {
            return MethodHandles.lookup()
                    .findStatic(Twins.class, "isCompilingThread", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Has plain twins called until {@link #areCompiled}; false where they cannot be or the width of vectors is forced. */
    public static boolean awaitCompilation() {
        boolean awaits = Isa.SIMD && !Isa.IS_FORCED;
        plain(awaits);
        return awaits;
    }

    /** From now on vector twins are called, where the JVM compiles them. */
    public static void areCompiled() {
        if (SITE.getTarget() == IS_COMPILING && Isa.compilesVectors()) {
            plain(false);
        }
    }

    /** Has plain twins called, or not, whatever is compiled. */
    static void plain(boolean on) {
        SITE.setTarget(on ? IS_COMPILING : MethodHandles.constant(boolean.class, true));
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    /** A thread on which doors call vector twins already, for {@code work} that has them compiled. */
    public static Thread compiling(Runnable work) {
        return new Compiling(work);
    }

    /** Whether the vector twin of a kernel is to be called. */
    static boolean simd() {
        return Isa.SIMD && callsVectors();
    }

    private static boolean callsVectors() {
        try {
            return (boolean) CALLS_VECTORS.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static boolean isCompilingThread() {
        return Thread.currentThread() instanceof Compiling;
    }

    private static final class Compiling extends Thread {
        Compiling(Runnable work) {
            super(work, "lanewise-warm-up");
            setDaemon(true);
        }
    }
}
