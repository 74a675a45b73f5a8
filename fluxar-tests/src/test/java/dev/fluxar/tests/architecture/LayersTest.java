package dev.fluxar.tests.architecture;

import static dev.fluxar.tests.architecture.ClassRules.BROKEN;
import static dev.fluxar.tests.architecture.ClassRules.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final JavaClasses MAIN = ClassRules.mainClasses();
    private static final JavaClasses BROKEN_ONES = ClassRules.brokenClasses();

    @Test
    void theRulesSeeEveryModule() {
        assertThat(MAIN.containPackage("dev.fluxar.session")).isTrue();
        assertThat(MAIN.containPackage("dev.fluxar.transport.netty")).isTrue();
        assertThat(MAIN.containPackage("dev.fluxar.crypto")).isTrue();
        assertThat(MAIN.containPackage("dev.fluxar.tests.cli")).isTrue();
    }

    @Test
    void everyPartKnowsOnlyWhatTheTableAllows() {
        ClassRules.everyPartKnowsOnlyWhatTheTableAllows(ROOT).check(MAIN);
    }

    @Test
    void anUpwardDependencyAnUnknownPartAndAnUnlistedLibraryAreFound() {
        assertFinds(
                ClassRules.everyPartKnowsOnlyWhatTheTableAllows(BROKEN),
                "MESSAGE may not know " + BROKEN + ".session",
                "FRAMING may not know tools.jackson.databind",
                "FACE may not know org.slf4j",
                "belongs to no part");
    }

    @Test
    void noPackagesDependOnEachOtherInACycle() {
        ClassRules.noPackagesDependOnEachOtherInACycle(ROOT).check(MAIN);
    }

    @Test
    void aCycleBetweenTwoPatternsIsFound() {
        assertFinds(
                ClassRules.noPackagesDependOnEachOtherInACycle(BROKEN),
                "Cycle detected",
                "patterns.rpc",
                "patterns.stream");
    }

    @Test
    void pureLayersDoNothingByThemselves() {
        ClassRules.pureLayersDoNothingByThemselves(ROOT).check(MAIN);
    }

    @Test
    void clocksThreadsRandomnessAndChannelsInAPureLayerAreFound() {
        assertFinds(
                ClassRules.pureLayersDoNothingByThemselves(BROKEN),
                "System.nanoTime",
                "System.currentTimeMillis",
                "Instant.now",
                "UUID.randomUUID",
                "Math.random",
                "java.util.concurrent.ConcurrentHashMap",
                "CompletableFuture.runAsync",
                "java.lang.Thread",
                "java.net.Socket",
                "java.io.FileInputStream",
                "java.nio.channels.SocketChannel",
                "java.security.SecureRandom");
    }

    @Test
    void publicSignaturesNameNoForeignType() {
        Set<String> exported = SourceTree.of(Repository.root()).exportedPackages();
        ClassRules.publicSignaturesNameNoForeignType(ROOT, exported).check(MAIN);
    }

    @Test
    void aForeignTypeInAFieldAReturnTypeOrATypeArgumentIsFound() {
        assertFinds(
                ClassRules.publicSignaturesNameNoForeignType(BROKEN, Set.of(BROKEN + ".payload")),
                "Mapper.mapper names tools.jackson.databind.ObjectMapper",
                "Mapper.buffer() names io.netty.buffer.ByteBuf",
                "Mapper.nodes(java.util.List) names tools.jackson.databind.JsonNode");
        assertThat(
                        ClassRules.publicSignaturesNameNoForeignType(BROKEN, Set.of())
                                .evaluate(BROKEN_ONES)
                                .hasViolation())
                .isFalse();
    }

    @Test
    void noTestSleeps() {
        ClassRules.nothingSleeps(ROOT).check(ClassRules.testClasses());
    }

    @Test
    void aSleepIsFound() {
        assertFinds(ClassRules.nothingSleeps(BROKEN), "Thread.sleep", "TimeUnit.sleep");
    }

    @Test
    void theLongestPackageNameDecidesThePart() {
        assertThat(Part.of("dev.fluxar", ROOT)).contains(Part.FACE);
        assertThat(Part.of("dev.fluxar.transport", ROOT)).contains(Part.TRANSPORT);
        assertThat(Part.of("dev.fluxar.transport.netty.tcp", ROOT)).contains(Part.NETTY);
        assertThat(Part.of("dev.fluxar.transports", ROOT)).isEmpty();
    }

    private static void assertFinds(ArchRule rule, String... violations) {
        assertThatThrownBy(() -> rule.check(BROKEN_ONES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(violations);
    }
}
