package dev.lanewise.kernel;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where the system property {@code lanewise.test.twins} is {@code plain}, has kernels called as in a JVM that has not
 * compiled the vector twins yet: plain twins on data packed for vectors.
 */
public final class PlainTwins implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Twins.plain(System.getProperty("lanewise.test.twins", "").equals("plain"));
    }
}
