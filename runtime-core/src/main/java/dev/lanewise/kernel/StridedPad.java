package dev.lanewise.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Padding of dense arrays as a list of strided copies, one for every combination of an axis's runs: inside, repeated
 * edges, mirrored or wrapped parts. Negative padding crops. ONNX Pad and TFLite MIRROR_PAD.
 */
public final class StridedPad {

    /** What the padding is filled with. */
    public enum Mode {
        /** Nothing: the copies cover the inside only, and the caller fills the target beforehand. */
        CONSTANT,
        /** The nearest element. */
        EDGE,
        /** The mirror image without its edge. */
        REFLECT,
        /** The mirror image with its edge. */
        SYMMETRIC,
        /** The array once more. */
        WRAP
    }

    private StridedPad() {}

    /** The copies from a dense array of {@code dims} to the dense padded array. */
    public static List<StridedCopy> plan(int[] dims, int[] begins, int[] ends, Mode mode) {
        int rank = dims.length;
        int[] padded = new int[rank];
        List<List<Run>> runs = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            padded[i] = dims[i] + begins[i] + ends[i];
            runs.add(runs(dims[i], begins[i], padded[i], mode));
        }
        List<StridedCopy> copies = new ArrayList<>();
        int[] chosen = new int[rank];
        int combinations = 1;
        for (List<Run> axis : runs) {
            combinations *= axis.size();
        }
        for (int combination = 0; combination < combinations; combination++) {
            int rest = combination;
            for (int i = rank - 1; i >= 0; i--) {
                chosen[i] = rest % runs.get(i).size();
                rest /= runs.get(i).size();
            }
            copies.add(copy(dims, padded, runs, chosen));
        }
        return List.copyOf(copies);
    }

    private static StridedCopy copy(int[] dims, int[] padded, List<List<Run>> runs, int[] chosen) {
        int[] sourceStrides = StridedCopy.denseStrides(dims);
        int[] targetStrides = StridedCopy.denseStrides(padded);
        int[] lengths = new int[dims.length];
        int sourceBase = 0;
        int targetBase = 0;
        for (int i = 0; i < dims.length; i++) {
            Run run = runs.get(i).get(chosen[i]);
            lengths[i] = run.length;
            sourceBase += run.source * sourceStrides[i];
            targetBase += run.target * targetStrides[i];
            sourceStrides[i] *= run.step;
        }
        return new StridedCopy(lengths, sourceStrides, sourceBase, targetStrides, targetBase);
    }

    private static List<Run> runs(int extent, int begin, int padded, Mode mode) {
        List<Run> runs = new ArrayList<>();
        int at = 0;
        while (at < padded) {
            int source = source(at - begin, extent, mode);
            if (source < 0) {
                at++;
                continue;
            }
            int next = at + 1 < padded ? source(at + 1 - begin, extent, mode) : -1;
            int step = next < 0 ? 0 : next - source;
            int length = 1;
            if (next >= 0 && Math.abs(step) <= 1) {
                int expected = next;
                while (expected >= 0 && at + length < padded && source(at + length - begin, extent, mode) == expected) {
                    length++;
                    expected += step;
                }
            }
            runs.add(new Run(at, source, length == 1 ? 0 : step, length));
            at += length;
        }
        return runs;
    }

    /** The element that position {@code at} of the padded axis repeats, or -1 for none. */
    private static int source(int at, int extent, Mode mode) {
        if (at >= 0 && at < extent) {
            return at;
        }
        if (extent == 0) {
            return -1;
        }
        return switch (mode) {
            case CONSTANT -> -1;
            case EDGE -> Math.clamp(at, 0, extent - 1);
            case REFLECT -> {
                int folded = extent == 1 ? 0 : Math.floorMod(at, 2 * extent - 2);
                yield folded < extent ? folded : 2 * extent - 2 - folded;
            }
            case SYMMETRIC -> {
                int folded = Math.floorMod(at, 2 * extent);
                yield folded < extent ? folded : 2 * extent - 1 - folded;
            }
            case WRAP -> Math.floorMod(at, extent);
        };
    }

    private record Run(int target, int source, int step, int length) {}
}
