package dev.lanewise.examples;

import dev.lanewise.quant.Progress;
import java.io.PrintStream;
import java.time.Duration;

/** Shows the progress of long work in one line of a terminal. */
final class ProgressBar implements Progress {

    private static final int WIDTH = 30;
    private static final int STEP = 40;

    private final PrintStream out;
    private final String work;
    private String shown = "";

    ProgressBar(PrintStream out, String work) {
        this.out = out;
        this.work = work;
    }

    @Override
    public boolean update(double fraction, String step, Duration remaining) {
        int full = (int) (WIDTH * fraction);
        String name = step.length() > STEP ? "\u2026" + step.substring(step.length() - STEP + 1) : step;
        String line = "%s [%s%s] %3d %%, %d s left, %s"
                .formatted(
                        work,
                        "#".repeat(full),
                        ".".repeat(WIDTH - full),
                        (int) (100 * fraction),
                        remaining.toSeconds(),
                        name);
        if (!line.equals(shown)) {
            out.print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
            shown = line;
        }
        if (fraction >= 1) {
            out.println();
            shown = "";
        }
        return true;
    }
}
