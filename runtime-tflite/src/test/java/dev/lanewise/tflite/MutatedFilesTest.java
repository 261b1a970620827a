package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.tensor.RunCancelledException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MutatedFilesTest {

    private static final int TRIES = 1500;

    /** Small models of all kinds: floats, integers of three widths, states, loops, signatures, post-processing. */
    private static final String REAL = """
        tflite-models/coral/split_concat.tflite
        tflite-models/coral/keras_lstm_mnist_ptq.tflite
        tflite-models/tflm/hello_world_int8.tflite
        tflite-models/tflm/trained_lstm.tflite
        tflite-models/tflm/micro_speech_quantized.tflite
        tflite-models/tflm/keyword_scrambled.tflite
        tflite-models/microwakeword/vad.tflite
        tflite-models/litert/rope.tflite
        tflite-models/litert/attn_vec_einsum.tflite
        tflite-models/go-tflite/fizzbuzz_model.tflite
        tflite-models/mediapipe/custom_gesture_classifier.tflite
        tflite-models/mediapipe/face_detection_short_range.tflite
        tflite-models/task-library/dilated_conv.tflite
        tflite-models/mlperf-tiny/kws_ref_model.tflite
        tflite-models/mlperf-tiny/pretrainedResnet_quant.tflite
        tflite-models/arm-ml-zoo/ds_cnn_small_int16x8.tflite
        tflite-unit/tflite-testdata/testdata/nested_while.bin
        tflite-unit/tflite-testdata/testdata/call_once_mul.bin
        tflite-unit/tflite-testdata/testdata/dynamic_shapes.bin
        tflite-unit/tflite-testdata/converter/quantization/lite/testdata/unidirectional_sequence_lstm_quantized.bin
        """;

    private static byte[] loop() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 1, 4, 4, 2);
        int filters = main.floats("filters", new float[36], 2, 3, 3, 2);
        int bias = main.floats("bias", new float[2], 2);
        int image = main.tensor("image", FileBuilder.FLOAT, 1, 4, 4, 2);
        main.operator("CONV_2D", new int[] {x, filters, bias}, new int[] {image}, 6, f -> {
            f.addInt(1, 1, 0);
            f.addInt(2, 1, 0);
        });
        int pads = main.ints("pads", 0, 0, 1, 1, 1, 1, 0, 0);
        int dims = main.ints("dims", 1, -1);
        int rows = main.tensor("rows", FileBuilder.FLOAT, 1, 32);
        main.operator("RESHAPE", new int[] {image, dims}, new int[] {rows});
        int multiples = main.ints("multiples", 2, 3);
        int tiled = main.tensor("tiled", FileBuilder.FLOAT, 2, 96);
        main.operator("TILE", new int[] {rows, multiples}, new int[] {tiled});
        main.inputs(x).outputs(tiled, pads);
        return file.bytes();
    }

    private static byte[] folded() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2, 3);
        int begins = main.ints("begins", 0, 1);
        int sizes = main.ints("sizes", 2, 2);
        int part = main.tensor("part", FileBuilder.FLOAT, 2, 2);
        main.operator("SLICE", new int[] {x, begins, sizes}, new int[] {part});
        int table = main.floats("table", new float[24], 6, 4);
        int numbers = main.ints("numbers", 3, 1, 5);
        int chosen = main.tensor("chosen", FileBuilder.FLOAT, 3, 4);
        main.operator("GATHER", new int[] {table, numbers}, new int[] {chosen});
        main.inputs(x).outputs(part, chosen);
        return file.bytes();
    }

    @Test
    void mutatedFilesGiveAnAnswerOrALanewiseException() {
        attempt(List.of(loop(), folded()), TRIES);
    }

    /** {@code -Dlanewise.mutations=100000} tries as many as the library is held to. */
    @Test
    void mutatedRealFilesGiveAnAnswerOrALanewiseException() throws IOException {
        Path data = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
        assumeTrue(Files.isDirectory(data), "no test data at " + data);
        var files = new ArrayList<byte[]>();
        for (String name : REAL.lines().toList()) {
            files.add(Files.readAllBytes(data.resolve(name)));
        }
        attempt(files, Integer.getInteger("lanewise.mutations", TRIES));
    }

    private static void attempt(List<byte[]> files, int tries) {
        var mutations = new MutatedFiles(files);
        for (int i = 0; i < tries; i++) {
            mutations.attempt(i);
        }
        assertEquals(List.of(), mutations.failures());
        assertTrue(mutations.answered() > tries / 10, mutations.toString());
    }

    @Test
    void loadingEndsAtItsDeadline() {
        var late = LoadOptions.defaults().deadline(Duration.ZERO);
        Assertions.assertThrows(RunCancelledException.class, () -> Model.load(loop(), late));
    }
}
