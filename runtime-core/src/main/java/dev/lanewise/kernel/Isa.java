package dev.lanewise.kernel;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What this machine and this JVM offer to kernels, decided once. Every kernel family is a door class whose static
 * methods branch on {@link #SIMD}, a constant to the compiler; the SIMD twin is not even loaded when it is false.
 *
 * <p>The system property {@code lanewise.vector} forces a choice: {@code 128}, {@code 256} or {@code 512} for the width
 * of vectors in bits, {@code scalar} for the plain Java twins.
 */
public final class Isa {

    /** Whether kernels run on the Vector API. */
    public static final boolean SIMD;

    /** Width of a float vector in lanes; 16 for the scalar twins, whose panels are laid out alike. */
    public static final int LANES;

    /** Whether {@link Math#fma(float, float, float)} is one instruction here rather than an emulation. */
    public static final boolean FMA;

    /** Vector registers a microkernel may count on: 32 with AVX-512 or NEON, else 16. */
    public static final int REGISTERS;

    private static final String PROPERTY = "lanewise.vector";
    private static final int SCALAR_LANES = 16;

    static {
        FMA = vmFlag("UseFMA", true);
        String forced = System.getProperty(PROPERTY, "").strip().toLowerCase(Locale.ROOT);
        String missing = forced.equals("scalar") ? "" : whyNotSimd();
        boolean simd = !forced.equals("scalar") && missing.isEmpty();
        int bits = forced.isEmpty() || forced.equals("scalar") ? 0 : bits(forced);
        if (simd) {
            int preferred = Preferred.bits();
            if (bits > preferred) {
                throw new IllegalStateException(
                        PROPERTY + "=" + forced + " asks for wider vectors than this machine's " + preferred + " bits");
            }
            bits = bits == 0 ? preferred : bits;
            simd = bits >= 128;
        }
        SIMD = simd;
        LANES = simd ? bits / Float.SIZE : SCALAR_LANES;
        REGISTERS = avx512() || isArm() ? 32 : 16;
        if (!missing.isEmpty()) {
            System.getLogger("dev.lanewise").log(Level.WARNING, "Lanewise runs its scalar kernels: {0}", missing);
        }
    }

    private Isa() {}

    /** A sentence for logs and reports: which kernels run here. */
    public static String description() {
        return SIMD ? "SIMD, " + LANES * Float.SIZE + "-bit vectors" : "scalar";
    }

    private static String whyNotSimd() {
        var module = ModuleLayer.boot().findModule("jdk.incubator.vector");
        if (module.isEmpty() || !Isa.class.getModule().canRead(module.get())) {
            return "the module jdk.incubator.vector is not there; start java with --add-modules jdk.incubator.vector";
        }
        if (!FMA) {
            return "this machine has no fused multiply-add instruction";
        }
        if (!vmFlag("EnableVectorSupport", true)) {
            return "this JVM does not compile vector code (EnableVectorSupport is off)";
        }
        return "";
    }

    private static int bits(String forced) {
        return switch (forced) {
            case "128", "256", "512" -> Integer.parseInt(forced);
            default ->
                throw new IllegalStateException(PROPERTY + "=" + forced + " is none of 128, 256, 512 and scalar");
        };
    }

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    private static boolean avx512() {
        return !isArm() && vmOption("UseAVX").equals("3");
    }

    private static boolean vmFlag(String name, boolean otherwise) {
        String value = vmOption(name);
        return value.isEmpty() ? otherwise : Boolean.parseBoolean(value);
    }

    private static String vmOption(String name) {
        if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
            return "";
        }
        try {
            var diagnostics = ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
            return diagnostics == null ? "" : diagnostics.getVMOption(name).getValue();
        } catch (IllegalArgumentException unknownOption) {
            return "";
        }
    }

    /** Apart, so that a JVM without the incubator module can load the class around it. */
    private static final class Preferred {
        static int bits() {
            return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}
