package dev.lanewise.transform;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.ConstantEvaluator;
import dev.lanewise.op.shape.Transpose;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Which rewrites a graph goes through, in which order. */
public final class Pipeline {

    private static final int MOST_ROUNDS = 20;

    private Pipeline() {}

    /**
     * Brings {@code graph} and the graphs inside it, in place, into the form that is quantized, pruned and written
     * back: nothing in it is dead or known, and all of it can be said in the format it came from.
     */
    public static void canonicalise(Graph graph, ConstantEvaluator evaluator, Set<String> disabled) {
        for (Node node : graph.nodes()) {
            node.op().subgraphs().forEach(body -> canonicalise(body, evaluator, disabled));
        }
        repeat(graph, canonical(evaluator), disabled, evaluator::checkpoint);
    }

    /**
     * Brings a canonical {@code graph}, in place, into the form that formats with channels last are written from: pairs
     * of transpositions cancelled, normalisation folded into convolutions, biases beside their products. Nothing is
     * lowered.
     */
    public static void channelsLast(Graph graph, ConstantEvaluator evaluator) {
        repeat(graph, channelsLast(evaluator), Set.of(), evaluator::checkpoint);
        repeat(graph, integerMoves(), Set.of(), evaluator::checkpoint);
    }

    /** Optimises and lowers a canonical {@code graph} and the graphs inside it, in place. */
    public static Graph compile(Graph graph, ConstantEvaluator evaluator, Set<String> disabled) {
        for (Node node : graph.nodes()) {
            node.op().subgraphs().forEach(body -> compile(body, evaluator, disabled));
        }
        Consumer<Object> checkpoint = evaluator::checkpoint;
        repeat(graph, List.of(new LowerToFixedPoint(), new RemoveDeadNodes()), disabled, checkpoint);
        repeat(graph, optimise(evaluator), disabled, checkpoint);
        repeat(graph, integers(evaluator), disabled, checkpoint);
        repeat(graph, inFloats(), disabled, checkpoint);
        repeat(graph, List.of(new NarrowWeights()), disabled, checkpoint);
        lower(graph, disabled);
        return graph;
    }

    /** Fuses what may be fused now that every shape is fixed, and makes every node one that has kernels. */
    public static void specialise(Graph graph) {
        repeat(graph, fuse(), Set.of(), where -> {});
        lower(graph, Set.of());
    }

    /** Makes every node one that has kernels. */
    public static void lower(Graph graph, Set<String> disabled) {
        repeat(graph, lowerings(), disabled, where -> {});
    }

    /**
     * Moves transpositions to channels last behind the operators that read them, in place, where they meet those to
     * channels first and cancel: the graph then works on channels first as far as it can.
     */
    public static void sinkToChannelsLast(Graph graph) {
        repeat(
                graph,
                List.of(new CancelTransposes(), new SinkTransposes(Transpose::toChannelsLast), new RemoveDeadNodes()),
                Set.of(),
                where -> {});
    }

    private static List<Rewrite> canonical(ConstantEvaluator evaluator) {
        return List.of(new RemoveDeadNodes(), new FoldConstants(evaluator, FoldConstants.Through.NOTHING));
    }

    private static List<Rewrite> channelsLast(ConstantEvaluator evaluator) {
        return List.of(
                new RemoveDeadNodes(),
                new FoldConstants(evaluator, FoldConstants.Through.NOTHING),
                new InferTypes(),
                new MergeEqualNodes(),
                new CancelTransposes(),
                new SinkTransposes(),
                new RecogniseGelu(),
                new FuseChannelScale(),
                new FuseBias());
    }

    /** Once no transposition sinks any more, since these go the other way. */
    private static List<Rewrite> integerMoves() {
        return List.of(new MoveIntegers(), new CancelTransposes(), new MergeEqualNodes(), new RemoveDeadNodes());
    }

    private static List<Rewrite> optimise(ConstantEvaluator evaluator) {
        return List.of(
                new RemoveDeadNodes(),
                new FoldConstants(evaluator, FoldConstants.Through.CASTS),
                new MergeEqualNodes(),
                new CancelTransposes(),
                new SinkTransposes(),
                new ShuffleLast(),
                new RecogniseGelu(),
                new RecogniseSwish(),
                new RecogniseLayerNormalization(),
                new FuseNormalizationScale(),
                new FuseChannelScale(),
                new FuseBias());
    }

    private static List<Rewrite> integers(ConstantEvaluator evaluator) {
        return List.of(
                new ComputeOnIntegers(),
                new MultiplyIntegersInFloats(),
                new FuseDequantize(),
                new FoldConstants(evaluator, FoldConstants.Through.DEQUANTIZE),
                new FuseBias(),
                new RemoveDeadNodes());
    }

    private static List<Rewrite> inFloats() {
        return List.of(
                new MergeEqualNodes(),
                new HoldIntegersInFloats(),
                new FoldPadding(),
                new FoldSpaceToDepth(),
                new RemoveDeadNodes());
    }

    /** Once nothing else changes: epilogues hide what is in them from other rewrites. */
    private static List<Rewrite> fuse() {
        return List.of(
                new LookUpRows(), new FuseAttention(), new FuseResidual(), new FuseActivation(), new RemoveDeadNodes());
    }

    private static List<Rewrite> lowerings() {
        return List.of(new WidenNarrowTypes(), new RemoveDeadNodes());
    }

    private static void repeat(Graph graph, List<Rewrite> rewrites, Set<String> disabled, Consumer<Object> checkpoint) {
        boolean changed = true;
        for (int round = 0; changed && round < MOST_ROUNDS; round++) {
            changed = false;
            for (Rewrite rewrite : rewrites) {
                checkpoint.accept(rewrite.name());
                changed |= !disabled.contains(rewrite.name()) && rewrite.apply(graph);
            }
        }
    }
}
