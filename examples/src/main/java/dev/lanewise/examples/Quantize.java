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
 * Quantizes all-MiniLM-L6-v2 and says what that costs. Arguments: where to write the model and the report, and optionally
 * how: {@code int8} (weights alone), {@code int4} (in blocks of 32, by GPTQ) or {@code dynamic}.
 */
public final class Quantize {

    private Quantize() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target");
        String how = args.length > 1 ? args[1] : "int8";
        var change = new ModelChange();
        Quantizer quantizer = switch (how) {
            case "int8" -> Quantizer.weightsOnly(WeightFormat.INT8);
            case "int4" ->
                Quantizer.weightsOnly(WeightFormat.INT4.rounding(WeightFormat.Rounding.SECOND_ORDER))
                        .calibration(Calibration.of(change.samples(0)));
            case "dynamic" -> Quantizer.dynamic();
            default -> throw new IllegalArgumentException(how + " is none of int8, int4, dynamic");
        };
        Model quantized =
                quantizer.progress(new ProgressBar(System.err, "quantizing")).quantize(change.original());
        String cosine = String.format(Locale.ROOT, "%.5f", change.cosine(quantized));
        Report report = Report.titled("all-MiniLM-L6-v2, " + how)
                .note("Mean cosine between the vectors of a sentence before and after: " + cosine);
        change.report("minilm-" + how, quantized, report, folder);
    }
}
