package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Single operators on random elements: integers are those of TFLite's reference kernels, floats within 1e-4. */
class TfliteOperatorsTest {

    /** Prints the agreement of every file. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        TfliteAgreement.of(Files.createTempDirectory("operators"), new TfliteOperatorCases().files())
                .forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> areThoseOfTheReferenceKernels(@TempDir Path folder) throws IOException, InterruptedException {
        var files = new TfliteOperatorCases().files();
        var agreements = TfliteAgreement.of(folder, files);
        assertEquals(files.size(), agreements.size());
        return agreements.stream().map(TfliteAgreement::exactTest);
    }
}
