package dev.lanewise.quant;

import dev.lanewise.graph.Node;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Removes channels from a model's graph, in place, and lets the layers behind make up for them. */
final class ChannelPruning {

    private final PruningJob job;
    private final double fraction;
    private final ModelDefinition original;
    private final ModelDefinition pruned;
    private final ChannelFlow flow;
    private final ChannelUnits units;

    ChannelPruning(PruningJob job, double fraction, ModelDefinition original, ModelDefinition pruned) {
        this.job = job;
        this.fraction = fraction;
        this.original = original;
        this.pruned = pruned;
        flow = new ChannelFlow(pruned.graph());
        units = flow.units();
    }

    void run() {
        List<WeightLayer> layers = WeightLayer.in(pruned.graph());
        List<WeightLayer> originals = WeightLayer.in(original.graph());
        List<Node> chosen =
                job.names().choose(layers).stream().map(WeightLayer::node).toList();
        flow.made().forEach((node, made) -> {
            if (!chosen.contains(node)) {
                units.fix(made);
            }
        });
        var removal = new ChannelRemoval(flow, removed(new ChannelScores(job, flow).of(original, layers, originals)));
        removal.apply(pruned.graph());
        Progress.Count count = job.progress().count(layers.size());
        boolean changed = false;
        for (int i = 0; i < layers.size(); i++) {
            WeightLayer before = layers.get(i);
            int[] made = flow.made().get(before.node());
            if (made != null) {
                int[] kept = removal.kept(made);
                if (changed && job.recovery() != Recovery.NONE) {
                    recover(before.node(), originals.get(i), kept);
                }
                changed |= kept.length < made.length;
            }
            count.step(before.name());
        }
    }

    private void recover(Node node, WeightLayer before, int[] kept) {
        WeightLayer layer = WeightLayer.of(node);
        if (layer == null) {
            return;
        }
        Moments moments =
                job.calibrator().moments(pruned, layer, original, before).getFirst();
        double[][] rows = before.matrix();
        double[][] target = Arrays.stream(kept).mapToObj(output -> rows[output]).toArray(double[][]::new);
        layer.replace(pruned.graph(), Reconstruction.leastSquares(moments, target, layer.matrix()));
    }

    /** Which roots go: of the channels of layers that lose the same ones, those with the lowest scores. */
    private boolean[] removed(double[] scores) {
        var removed = new boolean[units.size()];
        boolean any = false;
        for (Set<Integer> family : families()) {
            List<Integer> free = family.stream()
                    .filter(root -> !units.isFixed(root))
                    .sorted(Comparator.comparingDouble(root -> scores[root]))
                    .toList();
            long wanted = Math.round(fraction * family.size());
            long most = free.size() == family.size() ? free.size() - 1 : free.size();
            for (int root : free.subList(0, (int) Math.min(wanted, most))) {
                removed[root] = true;
            }
            any |= !free.isEmpty();
        }
        if (!any) {
            throw new InvalidInputException("no channel of the model can go: all of them reach an output, or an "
                    + "operator through which channels are not followed");
        }
        return removed;
    }

    /** The roots of layers that have some in common. */
    private Collection<Set<Integer>> families() {
        var byRoot = new HashMap<Integer, Set<Integer>>();
        var families = new ArrayList<Set<Integer>>();
        for (int[] made : flow.made().values()) {
            var family = new LinkedHashSet<Integer>();
            for (int unit : made) {
                int root = units.root(unit);
                family.addAll(byRoot.getOrDefault(root, Set.of(root)));
            }
            families.removeIf(old -> family.containsAll(old));
            families.add(family);
            family.forEach(root -> byRoot.put(root, family));
        }
        return families;
    }
}
