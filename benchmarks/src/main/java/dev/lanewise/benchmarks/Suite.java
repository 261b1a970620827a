package dev.lanewise.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that speed is reported for. One whose file is not there is left out, with a line that says so. */
enum Suite {

    /** Floats in ONNX files, beside ONNX Runtime. */
    A,
    /** Floats in TFLite files, beside XNNPACK. */
    B,
    /** Eight-bit integers in either, beside the same peers and beside our own run of the model in floats. */
    C;

    private static final Map<String, Long> NONE = Map.of();

    /**
     * A model, and the same network in floats.
     *
     * @param twin what an integer model's speed is compared with, without Winograd
     */
    record Entry(ModelCase model, Optional<ModelCase> twin) {

        static Entry of(ModelCase model) {
            return new Entry(model, Optional.empty());
        }

        static Entry of(ModelCase model, ModelCase twin) {
            return new Entry(model, twin.isThere() ? Optional.of(twin) : Optional.empty());
        }
    }

    /** Its models. */
    List<Entry> entries() {
        Stream<Entry> all = switch (this) {
            case A -> floatsInOnnx().stream().map(Entry::of);
            case B -> floatsInTflite().stream().map(Entry::of);
            case C -> integers().stream();
        };
        return all.filter(entry -> entry.model().isThere()).toList();
    }

    private static List<ModelCase> floatsInOnnx() {
        var cases = new ArrayList<>(List.of(
                Catalogue.miniLm(1, 16),
                Catalogue.miniLm(1, 128),
                Catalogue.miniLm(8, 128),
                onnx("ort/squeezenet_tensor_input.onnx"),
                onnx("yolox/yolox_nano.onnx"),
                Catalogue.ocr("det", "PP-OCR det 640", 1, 3, 640, 640),
                Catalogue.ocr("rec", "PP-OCR rec 320", 1, 3, 48, 320),
                onnx("mlsd/mlsd_320x320_tiny.onnx"),
                onnx("ultraface/version-RFB-320.onnx"),
                onnx("zoo/pytorch_super_resolution.onnx")));
        for (String name : List.of("resnet50", "densenet121", "vgg19", "inception_v2", "shufflenet")) {
            Path file = Catalogue.testdata().resolve("onnx-backend/light/light_" + name + ".onnx");
            cases.add(new ModelCase(name, file, () -> LightModels.withWeights(file), NONE, 1, false));
        }
        cases.add(Catalogue.model(
                "onnx-models/silero/silero_vad_v5.onnx", Map.of("input:0", 1L, "input:1", 512L, "state:1", 1L), 1));
        cases.add(onnx("dtln/model_1.onnx"));
        cases.add(Catalogue.model("onnx-models/magika/model.onnx", NONE, 256));
        return cases;
    }

    private static List<ModelCase> floatsInTflite() {
        return List.of(
                tflite("task-library/mobilenet_v1_0.25_224_1_default_1.tflite"),
                tflite("task-library/deeplabv3.tflite"),
                tflite("mediapipe/face_blendshapes.tflite"),
                tflite("mediapipe/hand_landmark_lite.tflite"),
                tflite("task-library/yamnet_audio_classifier_with_metadata.tflite"),
                tflite("ultraface/version-RFB-320_without_postprocessing.tflite"),
                tflite("mlperf-tiny/pretrainedResnet.tflite"),
                tflite("litert/torchaudio_conformer.tflite"),
                tflite("mlperf-tiny/vww_96_float.tflite"));
    }

    private static List<Entry> integers() {
        return List.of(
                Entry.of(Catalogue.quantizedMiniLm(1, 128), Catalogue.miniLm(1, 128)),
                Entry.of(onnx("zoo/shufflenet-v2-12-int8.onnx")),
                Entry.of(tflite("coral/mobilenet_v2_1.0_224_quant.tflite")),
                Entry.of(tflite("coral/tf2_mobilenet_v2_1.0_224_ptq.tflite")),
                Entry.of(tflite("arm-ml-zoo/ssd_mobilenet_v3_int8.tflite")),
                Entry.of(tflite("coral/movenet_single_pose_lightning_ptq.tflite")),
                Entry.of(
                        tflite("task-library/mobilenet_v1_0.25_224_quant.tflite"),
                        tflite("task-library/mobilenet_v1_0.25_224_1_default_1.tflite")),
                Entry.of(tflite("mlperf-tiny/vww_96_int8.tflite"), tflite("mlperf-tiny/vww_96_float.tflite")),
                Entry.of(
                        tflite("mlperf-tiny/kws_ref_model.tflite"), tflite("mlperf-tiny/kws_ref_model_float32.tflite")),
                Entry.of(
                        tflite("mlperf-tiny/pretrainedResnet_quant.tflite"),
                        tflite("mlperf-tiny/pretrainedResnet.tflite")));
    }

    private static ModelCase onnx(String path) {
        return Catalogue.model("onnx-models/" + path, NONE, 1);
    }

    private static ModelCase tflite(String path) {
        return Catalogue.model("tflite-models/" + path, NONE, 128);
    }
}
