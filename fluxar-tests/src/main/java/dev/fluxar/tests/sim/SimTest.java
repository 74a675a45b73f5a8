package dev.fluxar.tests.sim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is given a {@link Sim}, once or several times, each time with another seed. The seed
 * is told when it fails. A minute of real time is the most each may take, unless it has a {@code
 * Timeout} of its own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(SimExtension.class)
@Timeout(60)
public @interface SimTest {

    /** Another seed each time. */
    long ANY = Long.MIN_VALUE;

    /**
     * The seed of the first run; further runs count up from it.
     *
     * @return {@link #ANY} for another one each time
     */
    long seed() default ANY;

    /**
     * How often the test runs, each time with another seed.
     *
     * @return 1 or more
     */
    int runs() default 1;
}
