package dev.fluxar.tests.idle;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What {@code jcmd} can ask of a process, asked of this one. */
final class Diagnosis {

    private Diagnosis() {}

    /**
     * Runs a command without arguments.
     *
     * @throws JMException where this Java does not have it
     */
    static String ask(String command) throws JMException {
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        Object[] arguments = {new String[0]};
        String[] types = {String[].class.getName()};
        return String.valueOf(
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(commands, command, arguments, types));
    }
}
