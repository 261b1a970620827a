package dev.lanewise.onnx.proto;

import java.util.Arrays;

/** The fields that lead to the place in a file where a parser is, such as {@code graph.node[3].attribute[1]}. */
final class FieldPath {

    private static final int NOT_REPEATED = -1;

    private String[] names = new String[16];
    private int[] indexes = new int[16];
    private int depth;
    private String leaf = "";

    int depth() {
        return depth;
    }

    void push(String field, int index) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        names[depth] = field;
        indexes[depth++] = index;
        leaf = "";
    }

    void push(String field) {
        push(field, NOT_REPEATED);
    }

    void pop() {
        depth--;
    }

    void leaf(String field) {
        leaf = field;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append(i == 0 ? "" : ".").append(names[i]);
            if (indexes[i] != NOT_REPEATED) {
                text.append('[').append(indexes[i]).append(']');
            }
        }
        return text.append(depth == 0 || leaf.isEmpty() ? "" : ".").append(leaf).toString();
    }
}
