package dev.lanewise.op;

/**
 * How products of matrices are cut into tasks: by matrix, rows and panels of columns.
 *
 * @param rowStep rows of a task
 * @param panelStep panels of a task
 */
public record Tiling(int matrices, int rows, int panels, int rowStep, int panelStep) {

    /** Tasks that each thread should find, so that one that is held up does not hold up all. */
    private static final int TASKS_PER_THREAD = 4;

    public static Tiling of(
            int threads, int matrices, int rows, int tileRows, int panels, long workPerRowPanel, long grain) {
        long work = workPerRowPanel * rows * panels;
        int wanted = (int)
                Math.min(Math.max(1, work * matrices / grain), threads == 1 ? 1 : (long) threads * TASKS_PER_THREAD);
        int each = Math.max(1, Math.ceilDiv(wanted, matrices));
        int byRows = Math.min(each, Math.ceilDiv(rows, tileRows));
        int byPanels = Math.min(panels, Math.ceilDiv(each, byRows));
        int rowStep = Math.ceilDiv(Math.ceilDiv(rows, byRows), tileRows) * tileRows;
        return new Tiling(matrices, rows, panels, rowStep, Math.ceilDiv(panels, byPanels));
    }

    private int byRows() {
        return Math.ceilDiv(rows, rowStep);
    }

    private int byPanels() {
        return Math.ceilDiv(panels, panelStep);
    }

    public int tasks() {
        return matrices * byRows() * byPanels();
    }

    public int matrix(int task) {
        return task / (byRows() * byPanels());
    }

    public int firstRow(int task) {
        return task / byPanels() % byRows() * rowStep;
    }

    public int endRow(int task) {
        return Math.min(rows, firstRow(task) + rowStep);
    }

    public int firstPanel(int task) {
        return task % byPanels() * panelStep;
    }

    public int endPanel(int task) {
        return Math.min(panels, firstPanel(task) + panelStep);
    }
}
