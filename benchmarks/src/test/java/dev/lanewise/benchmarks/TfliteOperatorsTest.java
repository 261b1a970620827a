package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single operators on random elements: integers are those of TFLite's reference kernels, floats within 1e-4. */
class TfliteOperatorsTest {

    /** Prints the agreement of every file. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("operators");
        agreements(folder, new TfliteOperatorCases().files()).forEach(System.out::println);
    }

    @Test
    void areThoseOfTheReferenceKernels(@TempDir Path folder) throws IOException, InterruptedException {
        var files = new TfliteOperatorCases().files();
        var failed = new TreeSet<String>();
        var agreements = agreements(folder, files);
        assertEquals(files.size(), agreements.size());
        for (TfliteAgreement agreement : agreements) {
            boolean same = agreement.official().equals("ran")
                    && agreement.ours().equals("ran")
                    && agreement.exact() == agreement.integers()
                    && agreement.relative() <= 1e-4;
            if (!same) {
                failed.add(agreement.toString());
            }
        }
        assertEquals(new TreeSet<String>(), failed);
    }

    private static List<TfliteAgreement> agreements(Path folder, Map<String, byte[]> files)
            throws IOException, InterruptedException {
        var paths = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            paths.add(Files.write(folder.resolve(file.getKey() + ".tflite"), file.getValue()));
        }
        return TfliteAgreement.of(paths);
    }
}
