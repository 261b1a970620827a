package dev.lanewise;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Fixes dimensions of a model's inputs, and infers the others anew from them. */
final class FixedShapes {

    private FixedShapes() {}

    /** Changes the definition's graph in place; inputs without an entry stay as they are. */
    static ModelDefinition of(ModelDefinition model, Map<String, long[]> shapes) {
        if (shapes.isEmpty()) {
            return model;
        }
        Graph graph = model.graph();
        var names = model.inputs().stream().map(TensorSpec::name).toList();
        shapes.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException("there is no input '" + name + "' to fix; the model has " + names);
                });
        var inputs = new ArrayList<TensorSpec>();
        for (int i = 0; i < names.size(); i++) {
            long[] wanted = shapes.get(names.get(i));
            if (wanted != null) {
                fix(graph.inputs().get(i), wanted);
            }
            inputs.add(
                    wanted == null
                            ? model.inputs().get(i)
                            : with(model.inputs().get(i), graph.inputs().get(i)));
        }
        graph.sorted().forEach(Graph::infer);
        var outputs = new ArrayList<TensorSpec>();
        for (int i = 0; i < model.outputs().size(); i++) {
            outputs.add(with(model.outputs().get(i), graph.outputs().get(i)));
        }
        return new ModelDefinition(graph, inputs, outputs, model.metadata());
    }

    private static void fix(Edge input, long[] wanted) {
        Shape said = input.shape();
        long[] dims = said.isRanked() ? said.dims() : wanted.clone();
        boolean fits = dims.length == wanted.length;
        for (int i = 0; fits && i < dims.length; i++) {
            fits = wanted[i] >= -1 && (wanted[i] < 0 || dims[i] < 0 || dims[i] == wanted[i]);
            dims[i] = wanted[i] < 0 ? dims[i] : wanted[i];
        }
        if (!fits) {
            throw new InvalidInputException("input '" + input.name() + "' has shape " + said + ", which cannot become "
                    + Arrays.toString(wanted));
        }
        input.refine(input.tensorType().as(Shape.of(dims)));
    }

    private static TensorSpec with(TensorSpec spec, Edge edge) {
        if (!edge.shape().isRanked()) {
            return spec;
        }
        long[] shape = edge.shape().stream().map(dim -> Math.max(dim, -1)).toArray();
        List<String> names = spec.dimensionNames().size() == shape.length
                ? spec.dimensionNames()
                : Arrays.stream(shape).mapToObj(dim -> "").toList();
        return new TensorSpec(spec.name(), spec.type(), shape, names, spec.quantization());
    }
}
