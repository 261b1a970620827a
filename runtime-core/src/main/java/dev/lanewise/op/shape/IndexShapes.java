package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.tensor.ElementType;

/** What operators that take indices require of their inputs' types and shapes. */
final class IndexShapes {

    private IndexShapes() {}

    /** Indices must be INT32 or INT64. */
    static void requireIndices(Inference in, int input) {
        in.require(input, ElementType.INT32, ElementType.INT64);
    }

    /** Elements must not be complex numbers, which take two entries. */
    static void requireReal(Inference in, int input) {
        if (in.type(input).entries() != 1) {
            throw in.error("input " + input + " has type " + in.type(input) + ", which is not supported here");
        }
    }

    /** Elements must be numbers. */
    static void requireNumbers(Inference in, int input) {
        if (!in.type(input).isFloating() && !in.type(input).isInteger()) {
            throw in.error("input " + input + " has type " + in.type(input) + ", expected numbers");
        }
    }

    /** Indices, input 1, must be no longer than the data, input 0, except along the axis. */
    static void requireWithin(Inference in, int axis) {
        requireIndices(in, 1);
        requireReal(in, 0);
        Shape data = in.shape(0);
        Shape indices = in.shape(1);
        if (!data.isRanked() || !indices.isRanked()) {
            return;
        }
        int at = in.axis(axis, data.rank());
        boolean fits = data.rank() == indices.rank();
        for (int i = 0; fits && i < data.rank(); i++) {
            fits = i == at || data.dim(i) < 0 || indices.dim(i) < 0 || indices.dim(i) <= data.dim(i);
        }
        if (!fits) {
            throw in.error("indices " + indices + " do not fit data " + data + " along axis " + axis);
        }
    }

    /** Updates, input 2, must have the data's element type and this shape, as far as it is known. */
    static void requireUpdates(Inference in, Shape expected) {
        if (in.type(2) != in.type(0)) {
            throw in.error("updates have type " + in.type(2) + ", the data " + in.type(0));
        }
        Shape updates = in.shape(2);
        if (!updates.isRanked() || !expected.isRanked()) {
            return;
        }
        boolean fits = updates.rank() == expected.rank();
        for (int i = 0; fits && i < updates.rank(); i++) {
            fits = updates.dim(i) < 0 || expected.dim(i) < 0 || updates.dim(i) == expected.dim(i);
        }
        if (!fits) {
            throw in.error("updates have shape " + updates + ", expected " + expected);
        }
    }
}
