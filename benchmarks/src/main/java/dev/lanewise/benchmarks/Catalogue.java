package dev.lanewise.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The models that are measured and compared: from Maven artifacts, and from the test data where that is there. */
final class Catalogue {

    private static final String MINILM = "all-minilm-l6-v2.onnx";
    private static final String QUANTIZED_MINILM = "all-minilm-l6-v2-q.onnx";
    private static final Path CLASS_PATH = Path.of("");
    private static final int VOCABULARY = 30_522;

    private Catalogue() {}

    /** Where the test data is, by the property {@code lanewise.testdata}. */
    static Path testdata() {
        return Path.of(System.getProperty("lanewise.testdata", "../shared/testdata"));
    }

    /** MiniLM on {@code batch} sentences of {@code tokens} tokens. */
    static ModelCase miniLm(int batch, int tokens) {
        return miniLm("MiniLM-L6 ", MINILM, batch, tokens);
    }

    /** MiniLM with dynamically quantized weights, on as many tokens. */
    static ModelCase quantizedMiniLm(int batch, int tokens) {
        return miniLm("MiniLM-L6-q ", QUANTIZED_MINILM, batch, tokens);
    }

    private static ModelCase miniLm(String name, String resource, int batch, int tokens) {
        return new ModelCase(
                name + batch + "×" + tokens,
                CLASS_PATH,
                () -> resource(resource),
                Map.of("*:0", (long) batch, "*:1", (long) tokens),
                VOCABULARY,
                false);
    }

    /** All of them. */
    static List<ModelCase> all() {
        var cases = new ArrayList<ModelCase>();
        for (int batch : new int[] {1, 8}) {
            for (int tokens : new int[] {7, 128, 384}) {
                cases.add(miniLm(batch, tokens));
            }
        }
        cases.add(ocr("det", "PP-OCR det", 1, 3, 320, 320));
        cases.add(ocr("cls", "PP-OCR cls", 1, 3, 48, 192));
        for (int width : new int[] {160, 320, 480}) {
            cases.add(ocr("rec", "PP-OCR rec " + width, 1, 3, 48, width));
        }
        if (Files.isDirectory(testdata())) {
            cases.addAll(fromTestdata());
        } else {
            System.out.println("no test data at " + testdata() + ": its models are left out");
        }
        return cases;
    }

    /** A model of PP-OCR on a picture of words. */
    static ModelCase ocr(String kind, String name, long... shape) {
        String file = switch (kind) {
            case "det" -> "ch_PP-OCRv4_det_infer.onnx";
            case "cls" -> "ch_ppocr_mobile_v2.0_cls_infer.onnx";
            default -> "ch_PP-OCRv4_rec_infer.onnx";
        };
        return new ModelCase(
                name,
                CLASS_PATH,
                () -> resource("models/" + file),
                Map.of("x:0", shape[0], "x:1", shape[1], "x:2", shape[2], "x:3", shape[3]),
                1,
                true);
    }

    private static List<ModelCase> fromTestdata() {
        var cases = new ArrayList<ModelCase>();
        Map<String, Long> one = Map.of();
        Map<String, Long> text = Map.of("batch", 1L, "tokens", 16L);
        cases.add(model("onnx-models/ort/squeezenet_tensor_input.onnx", one, 1));
        cases.add(model("onnx-models/yolox/yolox_nano.onnx", one, 1));
        cases.add(model("onnx-models/ort/mobilenet_v3_small_excerpt.onnx", one, 1));
        cases.add(model("onnx-models/ort/mnist.onnx", one, 1));
        cases.add(model("onnx-models/ort/cnn_mnist_pytorch.onnx", one, 1));
        cases.add(model("onnx-models/ultraface/version-RFB-320.onnx", one, 1));
        cases.add(model("onnx-models/ultraface/version-RFB-320_without_postprocessing.onnx", one, 1));
        cases.add(model("onnx-models/blazeface/face_detection_front_128x128.onnx", one, 1));
        cases.add(model("onnx-models/mlsd/mlsd_320x320_tiny.onnx", one, 1));
        cases.add(model("onnx-models/zoo/pytorch_super_resolution.onnx", one, 1));
        cases.add(model("onnx-models/ort/simplified_ssd.onnx", one, 1));
        cases.add(model("onnx-models/vespa/dummy_transformer.onnx", text, 16));
        cases.add(model("onnx-models/vespa/random_encoder.onnx", text, 16));
        cases.add(model("onnx-models/magika/model.onnx", one, 256));
        cases.add(model("onnx-models/dtln/model_1.onnx", one, 1));
        cases.add(model(
                "onnx-models/silero/silero_vad_v5.onnx", Map.of("input:0", 1L, "input:1", 512L, "state:1", 1L), 1));
        cases.add(model("onnx-models/silero/silero_vad_op18_ifless.onnx", Map.of("batch", 1L, "sequence", 576L), 1));
        try (var files = Files.list(testdata().resolve("onnx-backend/light"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
                String name =
                        file.getFileName().toString().replace("light_", "").replace(".onnx", "");
                cases.add(new ModelCase(name, file, () -> LightModels.withWeights(file), one, 1, false));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** A model of the test data, named by its file, and its folder where the file's name says nothing. */
    static ModelCase model(String path, Map<String, Long> dims, int limit) {
        Path file = testdata().resolve(path);
        String[] parts = path.replaceFirst("\\.[^.]*$", "").split("/");
        String name = parts[parts.length - 1];
        boolean plain = name.startsWith("model");
        return new ModelCase(
                plain ? parts[parts.length - 2] + "/" + name : name, file, () -> read(file), dims, limit, false);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Catalogue.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name + " on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
