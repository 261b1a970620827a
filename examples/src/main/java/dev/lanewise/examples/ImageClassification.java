package dev.lanewise.examples;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Prints what is in an image. Arguments: a classifier as a TFLite or ONNX file, an image file, and optionally a file of
 * labels, one a line (else those that the model brings along), and the range of its input: {@code signed}, {@code unit},
 * {@code imagenet} or {@code raw}.
 */
public final class ImageClassification {

    private static final int SHOWN = 5;

    private ImageClassification() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("arguments: model.tflite|model.onnx image [labels.txt] [signed|unit|imagenet|raw]");
            System.exit(2);
        }
        Model model = Model.load(Path.of(args[0]));
        TensorSpec input = model.inputs().getFirst();
        BufferedImage image = ImageIO.read(Path.of(args[1]).toFile());
        if (image == null) {
            throw new IOException(args[1] + " is no image in a format that is known here");
        }
        List<String> labels = args.length > 2 ? Files.readAllLines(Path.of(args[2])) : labels(model);
        ImagePixels pixels = args.length > 3 ? ImagePixels.named(args[3]) : ImagePixels.usual(input);
        try (Session session = model.newSession()) {
            Tensor scores =
                    session.run(Map.of(input.name(), pixels.of(image, input))).tensor(0);
            print(probabilities(scores, model.outputs().getFirst()), labels);
        }
    }

    /** The labels that a TFLite file with metadata carries; none where there are none. */
    private static List<String> labels(Model model) {
        return model.associatedFiles().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".txt"))
                .findFirst()
                .map(file -> StandardCharsets.UTF_8
                        .decode(file.getValue())
                        .toString()
                        .lines()
                        .toList())
                .orElse(List.of());
    }

    /** The scores as real numbers, made to add up to 1 where they do not. */
    private static double[] probabilities(Tensor scores, TensorSpec output) {
        double[] values = switch (scores.type()) {
            case FLOAT ->
                IntStream.range(0, scores.size())
                        .mapToDouble(i -> scores.floats()[i])
                        .toArray();
            case UINT8 ->
                IntStream.range(0, scores.size())
                        .mapToDouble(i -> scores.bytes()[i] & 0xff)
                        .toArray();
            case INT8 ->
                IntStream.range(0, scores.size())
                        .mapToDouble(i -> scores.bytes()[i])
                        .toArray();
            default -> throw new IllegalArgumentException(output + " has no scores");
        };
        output.quantization().ifPresent(quantization -> {
            double scale = quantization.scales().getFirst();
            int zeroPoint = quantization.zeroPoints().getFirst();
            Arrays.setAll(values, i -> scale * (values[i] - zeroPoint));
        });
        boolean areProbabilities = Arrays.stream(values).allMatch(value -> value >= 0)
                && Math.abs(Arrays.stream(values).sum() - 1) < 0.1;
        return areProbabilities ? values : softmax(values);
    }

    private static double[] softmax(double[] values) {
        double largest = Arrays.stream(values).max().orElse(0);
        double[] powers =
                Arrays.stream(values).map(value -> Math.exp(value - largest)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    private static void print(double[] probabilities, List<String> labels) {
        // Of models for ImageNet, and of files of its labels, some have a class more before the thousand: none of them
        int more = labels.size() - probabilities.length;
        int shift = Math.abs(more) == 1 ? more : 0;
        IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
                .limit(SHOWN)
                .forEach(i -> System.out.printf(
                        Locale.ROOT,
                        "%6.2f %%  %s%n",
                        100 * probabilities[i],
                        i + shift >= 0 && i + shift < labels.size() ? labels.get(i + shift) : "class " + i));
    }
}
