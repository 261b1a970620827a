package dev.lanewise.onnx.proto;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of the test data folder; tests that need them are skipped where it is absent. */
final class TestFiles {

    private static final long LARGEST = 4L << 20;

    private TestFiles() {}

    /** Paths under a folder of the test data, in order, without the very large ones. */
    static List<Path> under(String folder, String ending) throws IOException {
        var root = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"))
                .resolve(folder);
        assumeTrue(Files.isDirectory(root), "no test data at " + root);
        try (var paths = Files.walk(root)) {
            return paths.filter(p -> p.toString().endsWith(ending) && p.toFile().length() <= LARGEST)
                    .sorted()
                    .toList();
        }
    }

    static ByteBuffer map(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
