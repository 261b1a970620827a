package dev.lanewise.examples;

import dev.lanewise.Model;
import dev.lanewise.quant.Pruner;
import dev.lanewise.quant.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Removes weights of all-MiniLM-L6-v2, with and without making up for them, and says what that costs. Arguments: where to
 * write the model and the report, and optionally the fraction of the weights to remove, 0.5 unless given.
 */
public final class Prune {

    private Prune() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target");
        double fraction = args.length > 1 ? Double.parseDouble(args[1]) : 0.5;
        var change = new ModelChange();
        Pruner pruner = Pruner.unstructured(fraction);
        Model plain = pruner.prune(change.original());
        Model recovered = pruner.calibration(change.samples(0))
                .recovery(Pruner.Recovery.SECOND_ORDER)
                .progress(new ProgressBar(System.err, "pruning"))
                .prune(change.original());
        Report report = Report.titled(String.format(Locale.ROOT, "all-MiniLM-L6-v2, %.0f %% pruned", 100 * fraction))
                .note(String.format(
                        Locale.ROOT,
                        "Mean cosine between the vectors of a sentence before and after: %.5f with weights removed by"
                                + " magnitude, %.5f when the others make up for them (SparseGPT).",
                        change.cosine(plain),
                        change.cosine(recovered)));
        change.report("minilm-pruned", recovered, report, folder);
    }
}
