package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the kernel tests, with one line, where {@code lanewise.vector} forces vectors wider than this machine's. */
public final class KernelWidthCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String forced = System.getProperty("lanewise.vector", "");
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (!forced.matches("[0-9]+") || Integer.parseInt(forced) <= preferred) {
            return ConditionEvaluationResult.enabled("this machine has vectors of " + preferred + " bits");
        }
        String reason = "kernel tests at " + forced + " bits skipped: this machine's vectors have " + preferred;
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(KernelWidthCondition.class))
                .getOrComputeIfAbsent(forced, width -> {
                    System.out.println(reason);
                    return reason;
                });
        return ConditionEvaluationResult.disabled(reason);
    }
}
