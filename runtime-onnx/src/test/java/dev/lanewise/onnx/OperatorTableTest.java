package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in the documentation says what the registry says. */
class OperatorTableTest {

    private static final Path TABLE = Path.of("../docs/operators.md");

    @Test
    void theTableIsUpToDate() throws IOException {
        if (Boolean.getBoolean("lanewise.writeOperatorTable")) {
            OperatorTable.main(new String[] {TABLE.toString()});
        }
        String found = Files.exists(TABLE) ? Files.readString(TABLE) : "";
        assertEquals(
                OperatorTable.text(),
                found,
                "docs/operators.md is out of date; write it anew with: mvn -pl runtime-onnx -am test"
                        + " -Dtest=OperatorTableTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dlanewise.writeOperatorTable=true");
    }
}
