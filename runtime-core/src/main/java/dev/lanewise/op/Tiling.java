package dev.lanewise.op;

/**
 * How products of matrices are cut into tasks: by matrix, rows and panels of columns. The parts of a side differ by at
 * most one tile of rows or one panel, so that threads finish together.
 *
 * @param tileRows rows that a kernel takes at once
 * @param byRows parts that the rows are cut into
 * @param byPanels parts that the panels are cut into
 */
public record Tiling(int matrices, int rows, int panels, int tileRows, int byRows, int byPanels) {

    /** Tasks that each thread should find, so that one that is held up does not hold up all. */
    private static final int TASKS_PER_THREAD = 4;

    public static Tiling of(
            int threads, int matrices, int rows, int tileRows, int panels, long workPerRowPanel, long grain) {
        long work = workPerRowPanel * rows * panels;
        int wanted = (int)
                Math.min(Math.max(1, work * matrices / grain), threads == 1 ? 1 : (long) threads * TASKS_PER_THREAD);
        int each = Math.max(1, Math.ceilDiv(wanted, matrices));
        int byRows = Math.max(1, Math.min(each, Math.ceilDiv(rows, tileRows)));
        int byPanels = Math.max(1, Math.min(panels, Math.ceilDiv(each, byRows)));
        return new Tiling(matrices, rows, panels, tileRows, byRows, byPanels);
    }

    public int tasks() {
        return matrices * byRows * byPanels;
    }

    public int matrix(int task) {
        return task / (byRows * byPanels);
    }

    public int firstRow(int task) {
        return startOfRows(task / byPanels % byRows);
    }

    public int endRow(int task) {
        return Math.min(rows, startOfRows(task / byPanels % byRows + 1));
    }

    private int startOfRows(int part) {
        return (int) ((long) Math.ceilDiv(rows, tileRows) * part / byRows) * tileRows;
    }

    public int firstPanel(int task) {
        return startOfPanels(task % byPanels);
    }

    public int endPanel(int task) {
        return startOfPanels(task % byPanels + 1);
    }

    private int startOfPanels(int part) {
        return (int) ((long) panels * part / byPanels);
    }
}
