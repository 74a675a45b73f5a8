package dev.fluxar.tests.sim;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Gives tests, and the methods that run before and after each, a {@link Sim} as a parameter: one
 * for each test, opened when it is first asked for and closed behind the test. When the test fails,
 * the seed and the last that has happened are printed, and suppressed in the failure.
 *
 * <p>The system property {@value #SEED} gives every simulation this seed and lets every {@link
 * SimTest} run once: that is how a failed one is repeated.
 */
public final class SimExtension
        implements ParameterResolver, AfterEachCallback, TestTemplateInvocationContextProvider {

    /** The system property that repeats a run. */
    public static final String SEED = "fluxar.sim.seed";

    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(SimExtension.class);

    private static final int LINES_SHOWN = 40;

    /** For JUnit. */
    public SimExtension() {}

    /** What is known of a failed test; never thrown. */
    private static final class Circumstances extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Circumstances(String message) {
            super(message, null, false, false);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return asksForSim(parameter) && !supportsTestTemplate(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return open(context, repeated(context).orElseGet(SimExtension::fresh));
    }

    private static boolean asksForSim(ParameterContext parameter) {
        return parameter.getParameter().getType() == Sim.class
                && parameter.getDeclaringExecutable() instanceof Method;
    }

    private static Sim open(ExtensionContext context, long seed) {
        return context.getStore(OURS)
                .getOrComputeIfAbsent(Sim.class, key -> new Sim(seed), Sim.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Sim sim = context.getStore(OURS).remove(Sim.class, Sim.class);
        if (sim == null) {
            return;
        }
        Throwable failure = context.getExecutionException().orElse(null);
        try {
            sim.close();
        } catch (RuntimeException | Error e) {
            tell(context, sim, failure == null ? e : failure);
            throw e;
        }
        if (failure != null && !failure.getClass().getSimpleName().contains("Aborted")) {
            tell(context, sim, failure);
        }
    }

    private static void tell(ExtensionContext context, Sim sim, Throwable failure) {
        String told =
                String.format(
                        "%s failed with seed %d after %s; repeat it with -D%s=%d%nthe last of %d"
                                + " happenings:%n%s",
                        context.getRequiredTestClass().getSimpleName()
                                + "."
                                + context.getRequiredTestMethod().getName(),
                        sim.seed(),
                        sim.elapsed(),
                        SEED,
                        sim.seed(),
                        sim.network().trace().count(),
                        String.join(
                                System.lineSeparator(), sim.network().trace().last(LINES_SHOWN)));
        System.err.println(told);
        failure.addSuppressed(new Circumstances(told));
    }

    // Tests that run several times

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return annotation(context) != null;
    }

    private static @Nullable SimTest annotation(ExtensionContext context) {
        return context.getTestMethod().map(m -> m.getAnnotation(SimTest.class)).orElse(null);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        SimTest test = annotation(context);
        if (test == null || test.runs() < 1) {
            throw new IllegalArgumentException(
                    "runs is " + (test == null ? 0 : test.runs()) + ", expected 1 or more");
        }
        Optional<Long> repeated = repeated(context);
        if (repeated.isPresent()) {
            return Stream.of(new Run(repeated.get()));
        }
        long first = test.seed() == SimTest.ANY ? fresh() : test.seed();
        return LongStream.range(0, test.runs()).mapToObj(i -> new Run(first + i));
    }

    /** One run of a test, with its seed. */
    private record Run(long seed) implements TestTemplateInvocationContext, ParameterResolver {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return asksForSim(parameter);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return open(context, seed);
        }
    }

    /** Short enough to be read out. */
    private static long fresh() {
        return new SplittableRandom().nextInt(1, 1_000_000_000);
    }

    private static Optional<Long> repeated(ExtensionContext context) {
        return context.getConfigurationParameter(SEED)
                .map(
                        text -> {
                            try {
                                return Long.valueOf(text);
                            } catch (NumberFormatException e) {
                                throw new IllegalArgumentException(
                                        SEED + " is '" + text + "', expected a whole number", e);
                            }
                        });
    }
}
