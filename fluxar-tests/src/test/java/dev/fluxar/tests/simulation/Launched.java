package dev.fluxar.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The tests of a class, run within a test: they may fail. */
public final class Launched implements TestExecutionListener {

    /** The names of the tests that succeeded. */
    public final List<String> succeeded = new ArrayList<>();

    /** What the others failed with. */
    public final List<Throwable> failures = new ArrayList<>();

    private Launched() {}

    public static Launched run(Class<?> tests, Map<String, String> settings) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(tests))
                        .configurationParameters(settings)
                        .build();
        Launched launched = new Launched();
        LauncherFactory.create().execute(request, launched);
        return launched;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable().ifPresent(failures::add);
        if (test.isTest() && result.getThrowable().isEmpty()) {
            succeeded.add(test.getDisplayName());
        }
    }
}
