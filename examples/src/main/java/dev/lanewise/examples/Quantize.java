package dev.lanewise.examples;

import dev.lanewise.Model;
import dev.lanewise.quant.Calibration;
import dev.lanewise.quant.Quantizer;
import dev.lanewise.quant.Report;
import dev.lanewise.quant.WeightFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Quantizes all-MiniLM-L6-v2, with weights rounded to nearest and by GPTQ, and says what that costs. Arguments: where to
 * write the model and the report, and optionally how: {@code int8} (weights alone), {@code int4} (in blocks of 32) or
 * {@code dynamic}.
 */
public final class Quantize {

    private Quantize() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target");
        String how = args.length > 1 ? args[1] : "int8";
        Quantizer nearest = switch (how) {
            case "int8" -> Quantizer.weightsOnly(WeightFormat.INT8);
            case "int4" -> Quantizer.weightsOnly(WeightFormat.INT4);
            case "dynamic" -> Quantizer.dynamic();
            default -> throw new IllegalArgumentException(how + " is none of int8, int4, dynamic");
        };
        var change = new ModelChange();
        Model rounded = nearest.quantize(change.original());
        Model quantized = nearest.weights(nearest.weights().rounding(WeightFormat.Rounding.SECOND_ORDER))
                .calibration(Calibration.of(change.samples(0)))
                .progress(new ProgressBar(System.err, "quantizing"))
                .quantize(change.original());
        Report report = Report.titled("all-MiniLM-L6-v2, " + how)
                .note(String.format(
                        Locale.ROOT,
                        "Mean cosine between the vectors of a sentence before and after: %.5f with weights rounded to"
                                + " nearest, %.5f when each makes up for the rounding of others (GPTQ).",
                        change.cosine(rounded),
                        change.cosine(quantized)));
        change.report("minilm-" + how, quantized, report, folder);
    }
}
