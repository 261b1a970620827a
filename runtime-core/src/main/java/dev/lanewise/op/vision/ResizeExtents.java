package dev.lanewise.op.vision;

import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.op.Numbers;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Scales and output extents of a {@link Resize} on the axes {@code places}, from the sizes or the scales wanted. */
final class ResizeExtents {

    private final Resize resize;
    private final Ints places;
    private final boolean bySizes;
    private final double[] wanted;
    private final double[] region;

    /**
     * @param wanted sizes when of an integer type, scales when floats
     * @param roi the region of interest where it counts: starts, then ends
     */
    ResizeExtents(Resize resize, Ints places, Tensor wanted, @Nullable Tensor roi) {
        this.resize = resize;
        this.places = places;
        this.bySizes = wanted.type().isInteger();
        this.wanted = Numbers.of(wanted);
        this.region = roi == null ? new double[0] : Numbers.of(roi);
    }

    Ints places() {
        return places;
    }

    /** Start of the region of interest on axis {@code places.get(at)}; 0 without one. */
    double start(int at) {
        return region.length == 2 * places.size() ? region[at] : 0;
    }

    /** End of the region of interest; 1 without one. */
    double end(int at) {
        return region.length == 2 * places.size() ? region[places.size() + at] : 1;
    }

    /** The scale on an axis, of a shape whose resized dimensions are fixed. */
    double scale(Shape from, int at) {
        if (!bySizes) {
            return wanted[at];
        }
        if (resize.fit() == Resize.Fit.STRETCH) {
            return wanted[at] / from.dim(places.get(at));
        }
        double scale = wanted[0] / from.dim(places.get(0));
        for (int i = 1; i < places.size(); i++) {
            double other = wanted[i] / from.dim(places.get(i));
            scale = resize.fit() == Resize.Fit.NOT_LARGER ? Math.min(scale, other) : Math.max(scale, other);
        }
        return scale;
    }

    /**
     * The output extent on an axis, {@link Shape#ANY} where it does not follow; scales multiply in single precision.
     */
    long output(Shape from, int at) {
        if (bySizes && resize.fit() == Resize.Fit.STRETCH) {
            return (long) wanted[at];
        }
        long input = from.dim(places.get(at));
        boolean cropped = resize.coordinates() == ResizeCoordinates.Mode.TF_CROP_AND_RESIZE;
        if (!bySizes && !cropped && wanted[at] == 1) {
            return input;
        }
        if (input < 0 || bySizes && places.stream().anyMatch(axis -> from.dim(axis) < 0)) {
            return Shape.ANY;
        }
        if (bySizes) {
            return (long) Math.floor(scale(from, at) * input + 0.5);
        }
        float part = cropped ? (float) (end(at) - start(at)) : 1;
        return (long) Math.floor(input * part * (float) wanted[at]);
    }
}
