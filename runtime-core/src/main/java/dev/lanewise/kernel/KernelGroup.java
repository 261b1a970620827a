package dev.lanewise.kernel;

/** Kernels that are compiled together, before the runs that spend their time in them. */
public enum KernelGroup {

    /** Products of matrices, which other groups are built from. */
    PRODUCTS {
        @Override
        public void warmUp() {
            GemmWarmUp.gemm();
        }
    },

    /** Products of few rows by weights held as bytes. */
    BYTES {
        @Override
        public void warmUp() {
            GemmWarmUp.bytes();
        }
    },

    /** What convolutions with windows of several elements add. */
    WINDOWS {
        @Override
        public void warmUp() {
            GemmWarmUp.conv();
        }
    },

    /** What Winograd's convolution adds. */
    WINOGRAD {
        @Override
        public void warmUp() {
            Winograd.warmUp();
        }
    };

    /** Runs the kernels on tiny data until the JVM has them compiled, or queued to be. */
    public abstract void warmUp();
}
