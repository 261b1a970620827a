package dev.lanewise.tflite.file;

import java.util.List;

/** A subgraph: the table SubGraph. */
public record SubgraphInfo(
        String name, List<TensorInfo> tensors, int[] inputs, int[] outputs, List<OperatorInfo> operators) {}
