package dev.lanewise.kernel;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What this machine and this JVM offer to kernels, decided once. How data is packed for kernels follows from these
 * constants. Every kernel family is a door class whose static methods branch on {@link Twins#simd}; the SIMD twin is not
 * even loaded where {@link #SIMD} is false.
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
    private static final int NEON_BITS = 128;
    private static final int AVX2_BITS = 256;

    /** Whether the property chose. */
    static final boolean IS_FORCED;

    static {
        String forced = System.getProperty(PROPERTY, "").strip().toLowerCase(Locale.ROOT);
        IS_FORCED = !forced.isEmpty();
        boolean scalar = forced.equals("scalar");
        int preferred = scalar || !hasVectorModule() ? 0 : Preferred.bits();
        FMA = preferred > NEON_BITS || isArm() || vmFlag("UseFMA", true);
        String missing = scalar ? "" : whyNotSimd(preferred);
        SIMD = !scalar && missing.isEmpty();
        if (SIMD && IS_FORCED && bits(forced) > preferred) {
            throw new IllegalStateException(
                    PROPERTY + "=" + forced + " asks for wider vectors than this machine's " + preferred + " bits");
        }
        LANES = SIMD ? (IS_FORCED ? bits(forced) : preferred) / Float.SIZE : SCALAR_LANES;
        REGISTERS = preferred > AVX2_BITS || isArm() ? 32 : 16;
        if (!missing.isEmpty()) {
            warn("Lanewise runs its scalar kernels: " + missing);
        }
    }

    private Isa() {}

    /** A sentence for logs and reports: which kernels run here. */
    public static String description() {
        return SIMD ? "SIMD, " + LANES * Float.SIZE + "-bit vectors" : "scalar";
    }

    private static boolean hasVectorModule() {
        var module = ModuleLayer.boot().findModule("jdk.incubator.vector");
        return module.isPresent() && Isa.class.getModule().canRead(module.get());
    }

    private static String whyNotSimd(int preferred) {
        if (!hasVectorModule()) {
            return "the module jdk.incubator.vector is not there; start java with --add-modules jdk.incubator.vector";
        }
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted") || mode.contains("emulated-client") || preferred < NEON_BITS) {
            return "this JVM runs without the compiler that knows vectors, C2 (" + mode + ")";
        }
        return FMA ? "" : "this machine has no fused multiply-add instruction";
    }

    /** Whether the JVM compiles vectors where {@link #SIMD} says that it could. Takes as long as a small model's run. */
    static boolean compilesVectors() {
        boolean compiles = vmFlag("EnableVectorSupport", true);
        if (!compiles) {
            warn("Lanewise runs its plain kernels: EnableVectorSupport of this JVM is off");
        }
        return compiles;
    }

    private static void warn(String message) {
        System.getLogger("dev.lanewise").log(Level.WARNING, message);
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
            return jdk.incubator.vector.VectorShape.preferredShape().vectorBitSize();
        }
    }
}
