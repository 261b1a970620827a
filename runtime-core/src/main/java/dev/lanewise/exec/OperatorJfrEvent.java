package dev.lanewise.exec;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One operator's step in one run. */
@Name("dev.lanewise.Operator")
@Label("Operator")
@Category("Lanewise")
@StackTrace(false)
@SuppressWarnings("NullAway.Init") // set before the event is committed
final class OperatorJfrEvent extends Event {

    @Label("Node")
    String node;

    @Label("Operator")
    String operator;
}
