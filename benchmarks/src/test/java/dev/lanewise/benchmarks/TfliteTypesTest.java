package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single operators in every element type that the official interpreter takes: integers are those of its reference
 * kernels, floats within 1e-4.
 */
class TfliteTypesTest {

    /**
     * What differs. SUM: 2.20 takes INT8 for unsigned and adds INT16 without their scales, which later versions do not.
     * MATRIX_DIAG and MATRIX_SET_DIAG: its kernels leave out types that they do not know, and say nothing. Windows of
     * BOOL are added as bytes there, to numbers that are no BOOL. DIV: quotients near 0 are shifted by 32 bits and more
     * there, which C++ leaves open, and become large. REDUCE_PROD: rescaled after each factor there, which overflows in
     * INT16.
     */
    private static final String KNOWN = "SUM(_kept)?_INT(8|16)|MATRIX_(SET_)?DIAG_(BOOL|DOUBLE)"
            + "|REDUCE_WINDOW_1_BOOL|STABLEHLO_REDUCE_WINDOW_(STABLEHLO_)?ADD_BOOL"
            + "|DIV(_row|_spread)?_UINT8|REDUCE_PROD(_kept)?_INT(8|16)";

    private static final int LEAST = 1100;

    /** Prints the agreement of the files whose names match the argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("types");
        agreements(folder, arguments.length > 0 ? arguments[0] : ".*").forEach(System.out::println);
    }

    @Test
    void areThoseOfTheReferenceKernels(@TempDir Path folder) throws IOException, InterruptedException {
        int ran = 0;
        var failed = new TreeSet<String>();
        for (TfliteAgreement agreement : agreements(folder, ".*")) {
            if (!agreement.official().equals("ran")) {
                continue;
            }
            ran++;
            boolean same = agreement.ours().equals("ran")
                    && agreement.exact() == agreement.integers()
                    && agreement.relative() <= 1e-4;
            String name = agreement.file().getFileName().toString().replace(".tflite", "");
            if (!same && !name.matches(KNOWN)) {
                failed.add(agreement.toString());
            }
        }
        assertEquals(new TreeSet<String>(), failed);
        assertTrue(ran > LEAST, ran + " ran");
    }

    private static List<TfliteAgreement> agreements(Path folder, String names)
            throws IOException, InterruptedException {
        var paths = new ArrayList<Path>();
        for (var file : new TfliteTypeCases().files().entrySet()) {
            if (file.getKey().matches(names)) {
                paths.add(Files.write(folder.resolve(file.getKey() + ".tflite"), file.getValue()));
            }
        }
        return TfliteAgreement.of(paths);
    }
}
