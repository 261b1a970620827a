package dev.lanewise.exec;

import dev.lanewise.op.Frame;

/** Puts steps into Java Flight Recorder, where its module is there. */
final class OperatorEvent {

    private static final boolean AVAILABLE = Recorder.available();

    private OperatorEvent() {}

    /** Whether a Flight Recorder is running. */
    static boolean wanted() {
        return AVAILABLE && Recording.wanted();
    }

    static void around(StaticPlan.BoundNode bound, Frame frame) {
        if (wanted()) {
            Recording.around(bound, frame);
        } else {
            bound.step().run(frame);
        }
    }

    private static final class Recorder {
        static boolean available() {
            var module = ModuleLayer.boot().findModule("jdk.jfr");
            return module.isPresent() && OperatorEvent.class.getModule().canRead(module.get());
        }
    }

    /** Apart, so that a JVM without the module never loads it. */
    private static final class Recording {
        static boolean wanted() {
            return jdk.jfr.FlightRecorder.isInitialized();
        }

        static void around(StaticPlan.BoundNode bound, Frame frame) {
            var event = new OperatorJfrEvent();
            event.begin();
            bound.step().run(frame);
            event.end();
            if (event.shouldCommit()) {
                event.node = bound.node();
                event.operator = bound.operator();
                event.commit();
            }
        }
    }
}
