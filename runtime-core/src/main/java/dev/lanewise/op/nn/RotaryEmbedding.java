package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Rotates pairs of elements of each head by an angle of their place. X is {@code [N, heads, length, size]}, or {@code
 * [N, length, heads * size]} where the number of heads is given; inputs 1 and 2 are cosines and sines, {@code [places,
 * half]} with optional input 3, INT64 places {@code [N, length]}, or {@code [N, length, half]} without. ONNX
 * RotaryEmbedding.
 *
 * @param dimensions how many elements of a head are rotated; 0 for all
 * @param interleaved whether a pair is two neighbours, rather than elements half of the dimensions apart
 * @param heads heads of a packed X
 */
public record RotaryEmbedding(int dimensions, boolean interleaved, int heads) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type == ElementType.DOUBLE ? ElementType.FLOAT : ComputesWide.super.computeType(type);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        int rank = heads > 0 ? 3 : 4;
        in.requireRank(0, rank, rank);
        boolean hasPlaces = in.has(3);
        in.requireRank(1, hasPlaces ? 2 : 3, hasPlaces ? 2 : 3);
        Shape x = in.shape(0);
        if (hasPlaces) {
            in.require(3, ElementType.INT64);
            in.requireRank(3, 2, 2);
        }
        for (int i = 1; x.isFixed() && i <= 2; i++) {
            long size = heads > 0 ? x.dim(2) / heads : x.dim(3);
            long rotated = dimensions == 0 ? size : dimensions;
            if (rotated > size
                    || in.shape(i).isRanked()
                            && in.shape(i).dim(-1) >= 0
                            && in.shape(i).dim(-1) != rotated / 2) {
                throw in.error("input " + i + " has shape " + in.shape(i) + ", expected " + rotated / 2 + " for "
                        + rotated + " of " + size + " elements");
            }
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand cos = on.input(1);
        Operand sin = on.input(2);
        Operand y = on.output();
        boolean hasPlaces = on.has(3);
        Operand places = hasPlaces ? on.input(3) : cos;
        int count = heads > 0 ? heads : x.dim(1);
        int length = heads > 0 ? x.dim(1) : x.dim(2);
        int size = heads > 0 ? x.dim(2) / heads : x.dim(3);
        int rotated = dimensions == 0 ? size : dimensions;
        int half = rotated / 2;
        int known = hasPlaces ? cos.dim(0) : x.dim(0) * length;
        boolean perBatch = !hasPlaces && cos.dim(0) == x.dim(0) && cos.dim(0) > 1;
        if (sin.size() != cos.size() || cos.size() < (hasPlaces ? known : length) * half) {
            throw on.error("cosines and sines have shapes " + cos + " and " + sin);
        }
        return on.parallel(x.dim(0) * count * length, Elements.runs(size * 4), (frame, worker, from, to) -> {
            for (int row = from; row < to; row++) {
                int image = row / (count * length);
                int place = heads > 0 ? row / count % length : row % length;
                int angle = perBatch ? image * length + place : place;
                if (hasPlaces) {
                    long given = places.longs(frame)[places.offset() + image * length + place];
                    if (given < 0 || given >= known) {
                        throw on.error("position " + given + " is outside the " + known + " that are known");
                    }
                    angle = (int) given;
                }
                rotate(
                        x.floats(frame),
                        x.offset() + row * size,
                        cos.floats(frame),
                        cos.offset() + angle * half,
                        sin.floats(frame),
                        sin.offset() + angle * half,
                        y.floats(frame),
                        y.offset() + row * size,
                        half);
                System.arraycopy(
                        x.floats(frame),
                        x.offset() + row * size + 2 * half,
                        y.floats(frame),
                        y.offset() + row * size + 2 * half,
                        size - 2 * half);
            }
        });
    }

    private void rotate(float[] x, int xo, float[] cos, int co, float[] sin, int so, float[] y, int yo, int half) {
        int step = interleaved ? 2 : 1;
        int apart = interleaved ? 1 : half;
        for (int i = 0; i < half; i++) {
            float a = x[xo + i * step];
            float b = x[xo + i * step + apart];
            y[yo + i * step] = cos[co + i] * a - sin[so + i] * b;
            y[yo + i * step + apart] = sin[so + i] * a + cos[co + i] * b;
        }
    }
}
