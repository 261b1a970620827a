package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static Measurement of(double ours, double peer, double ratio) {
        return new Measurement("model", "peer", 2, ours * 1e-6, ours, peer, ratio, 0.25, 1.5);
    }

    @Test
    void linesOfProcessesAreReadAgain() {
        Measurement m = of(1.25, 2.5, 0.5);
        assertEquals(Optional.of(m), Measurement.parse(m.line()));
        assertTrue(Measurement.parse("no file, a, b").isEmpty());
        assertTrue(Measurement.parse("model,peer,threads,difference,lanewise_ms,peer_ms,ratio,spread,twin")
                .isEmpty());
    }

    @Test
    void processesAreSummedUpByMediansAndTheirWorstDifference() {
        Measurement median = Measurement.median(List.of(of(3, 1, 3), of(1, 2, 0.5), of(2, 4, 0.6)));
        assertEquals(2, median.ours());
        assertEquals(2, median.peer());
        assertEquals(0.6, median.ratio());
        assertEquals(3e-6, median.difference());
        assertEquals((3 - 0.5) / 2 / 0.6, median.spread(), 1e-12);
    }

    @Test
    void theGeometricMeanIsThatOfEachNumberOfThreads() {
        String table = PeersReport.markdown(List.of(of(1, 1, 0.5), of(1, 1, 2)));
        assertTrue(table.contains("| geometric mean | | 2 | | | 1.00 |"), table);
    }
}
