package dev.lanewise.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector species of the SIMD twins. Loaded by them alone, so that a JVM without the incubator module never sees it. */
final class Lanes {

    /** Float vectors, {@link Isa#LANES} wide. */
    static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorShape.forBitSize(Isa.LANES * Float.SIZE));

    /** Float vectors half as wide. */
    static final VectorSpecies<Float> HALF =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Isa.LANES * Float.SIZE / 2));

    /** Int vectors of the same shape. */
    static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

    /** Lanes of {@link #F}. */
    static final int L = F.length();

    private Lanes() {}
}
