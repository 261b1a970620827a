import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Formats every Java source below a folder, or with {@code check} names those that are not formatted and fails. */
final class Format {

    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    private Format() {}

    static void main(String[] arguments) throws IOException {
        boolean check = arguments[0].equals("check");
        var root = Path.of(arguments[1]);
        List<Path> differing;
        try (var files = Files.find(root, Integer.MAX_VALUE, (file, attributes) -> isSource(root.relativize(file)))) {
            differing = files.parallel().filter(file -> !isFormatted(file, check)).sorted().toList();
        }
        if (check && !differing.isEmpty()) {
            differing.forEach(file -> System.err.println("not formatted: " + root.relativize(file)));
            System.err.println("Format them with: mvn -N -Pformat validate");
            System.exit(1);
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") && file.getNameCount() > 2 && file.getName(1).toString().equals("src");
    }

    private static boolean isFormatted(Path file, boolean check) {
        try {
            String before = Files.readString(file);
            String after = FORMATTER.formatSourceAndFixImports(before);
            if (!check && !after.equals(before)) {
                Files.writeString(file, after);
            }
            return after.equals(before);
        } catch (FormatterException notJava) {
            throw new IllegalArgumentException(file + ": " + notJava.getMessage(), notJava);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
