package dev.lanewise.tflite.file;

import java.util.List;

/**
 * A subgraph: the table SubGraph.
 *
 * @param index its number in the model
 */
public record SubgraphInfo(
        int index, String name, List<TensorInfo> tensors, int[] inputs, int[] outputs, List<OperatorInfo> operators) {

    /** The same with other tensors given out. */
    public SubgraphInfo withOutputs(int[] newOutputs) {
        return new SubgraphInfo(index, name, tensors, inputs, newOutputs, operators);
    }
}
