package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in the documentation says what the registry says. */
class TfliteOperatorTableTest {

    private static final Path TABLE = Path.of("../docs/tflite-operators.md");

    @Test
    void theTableIsUpToDate() throws IOException {
        if (Boolean.getBoolean("lanewise.writeOperatorTable")) {
            TfliteOperatorTable.main(new String[] {TABLE.toString()});
        }
        String found = Files.exists(TABLE) ? Files.readString(TABLE) : "";
        assertEquals(
                TfliteOperatorTable.text(),
                found,
                "docs/tflite-operators.md is out of date; write it anew with: mvn -pl runtime-tflite -am test"
                        + " -Dtest=TfliteOperatorTableTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dlanewise.writeOperatorTable=true");
    }
}
