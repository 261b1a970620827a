package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Fingerprint;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Locality-sensitive hashing: bits that are alike for inputs that share many items. A bit is the sign of the sum, over
 * the items along the first axis of input 1, of their fingerprints with a seed, weighted by input 2 where there is one.
 * Input 0 has the seeds, FLOAT[hashes, bits]. TFLite LSH_PROJECTION.
 *
 * @param sparse whether the bits of a hash are joined to one number, and the hash's own range added
 */
public record LshProjection(boolean sparse) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        Shape seeds = in.shape(0);
        if (!seeds.isRanked()) {
            return List.of(new TensorType(ElementType.INT32, Shape.ofRank(1)));
        }
        if (seeds.rank() != 2 || seeds.dim(1) > 32) {
            throw in.error("the seeds are " + seeds + ", expected hashes of at most 32 bits");
        }
        return List.of(new TensorType(ElementType.INT32, Shape.of(sparse ? seeds.dim(0) : seeds.size())));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor seeds = (Tensor) Objects.requireNonNull(inputs.get(0));
        Tensor x = (Tensor) Objects.requireNonNull(inputs.get(1));
        Tensor weights = inputs.size() > 2 ? (Tensor) inputs.get(2) : null;
        if (x.rank() == 0 || x.dim(0) == 0 || x.type() == ElementType.STRING) {
            throw on.error("cannot hash " + x);
        }
        int items = Math.toIntExact(x.dim(0));
        if (weights != null && (weights.type() != ElementType.FLOAT || weights.size() != items)) {
            throw on.error("the weights are " + weights + ", expected FLOAT[" + items + "]");
        }
        ByteBuffer bytes = x.toByteBuffer();
        int hashes = (int) seeds.dim(0);
        int bits = (int) seeds.dim(1);
        Tensor y = on.allocate(ElementType.INT32, sparse ? hashes : (long) hashes * bits);
        for (int i = 0; i < hashes * bits; i++) {
            on.checkpoint();
            int bit = bit(seeds.floats()[i], bytes.duplicate(), items, weights);
            if (sparse) {
                y.ints()[i / bits] = y.ints()[i / bits] << 1 | bit;
            } else {
                y.ints()[i] = bit;
            }
        }
        for (int i = 0; sparse && i < hashes; i++) {
            y.ints()[i] += i * (1 << bits);
        }
        return List.of(y);
    }

    private static int bit(float seed, ByteBuffer bytes, int items, @Nullable Tensor weights) {
        var key = ByteBuffer.allocate(Float.BYTES + bytes.remaining() / items).order(ByteOrder.LITTLE_ENDIAN);
        key.putFloat(0, seed);
        double score = 0;
        for (int i = 0; i < items; i++) {
            bytes.get(key.array(), Float.BYTES, key.capacity() - Float.BYTES);
            double value = Fingerprint.of(key.array());
            score += weights == null ? value : weights.floats()[i] * value;
        }
        return score > 0 ? 1 : 0;
    }
}
