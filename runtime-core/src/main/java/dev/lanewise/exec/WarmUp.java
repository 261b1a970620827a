package dev.lanewise.exec;

import dev.lanewise.kernel.Conv;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Isa;

/** Runs kernels on tiny tiles until the JVM has compiled them, on a thread of its own. */
final class WarmUp {

    /** Initialised once a JVM: class initialisation is the lock. */
    private static final class Once {
        static final Thread THREAD =
                Thread.ofPlatform().daemon().name("lanewise-warm-up").start(WarmUp::kernels);
    }

    private WarmUp() {}

    static void start() {
        if (!Once.THREAD.isDaemon()) {
            throw new IllegalStateException("the warm-up must not keep the JVM alive");
        }
    }

    private static void kernels() {
        if (Isa.SIMD) {
            Gemm.warmUp();
            Conv.warmUp();
        }
    }
}
