package dev.lanewise.onnx.conformance;

import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.util.Map;

/** Inputs of a case and the outputs expected for them. */
interface DataSet {

    /** The inputs by name, initializers that a caller may replace among them. */
    Map<String, Value> inputs(GraphProto graph) throws IOException;

    /** What output {@code index} of the graph should be. */
    Value output(GraphProto graph, int index) throws IOException;
}
