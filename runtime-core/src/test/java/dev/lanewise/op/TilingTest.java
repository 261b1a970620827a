package dev.lanewise.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TilingTest {

    private static final int TILE = 8;

    @Test
    void tasksCoverEveryRowAndPanelOnceInPartsThatDifferByOneTile() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            int matrices = random.nextInt(1, 5);
            int rows = random.nextInt(0, 300);
            int panels = random.nextInt(1, 40);
            int threads = random.nextInt(1, 9);
            var tiling = Tiling.of(threads, matrices, rows, TILE, panels, 1 << 14, 1 << 17);
            var seen = new int[matrices][rows][panels];
            int fewest = Integer.MAX_VALUE;
            int most = 0;
            for (int task = 0; task < tiling.tasks(); task++) {
                int tiles = Math.ceilDiv(tiling.endRow(task) - tiling.firstRow(task), TILE);
                fewest = Math.min(fewest, tiles);
                most = Math.max(most, tiles);
                for (int row = tiling.firstRow(task); row < tiling.endRow(task); row++) {
                    for (int panel = tiling.firstPanel(task); panel < tiling.endPanel(task); panel++) {
                        seen[tiling.matrix(task)][row][panel]++;
                    }
                }
            }
            assertTrue(most - fewest <= 1, tiling::toString);
            for (int[][] matrix : seen) {
                for (int[] row : matrix) {
                    for (int count : row) {
                        assertEquals(1, count, tiling::toString);
                    }
                }
            }
        }
    }
}
