package dev.fluxar.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

    private static final SourceTree TREE = SourceTree.of(Repository.root());

    @Test
    void theRulesSeeEveryModule() {
        assertThat(TREE.sources)
                .extracting(SourceTree.Source::name)
                .contains(
                        "fluxar-core/src/main/java/module-info.java",
                        "fluxar-transport-netty/src/main/java/module-info.java",
                        "fluxar-crypto/src/main/java/module-info.java",
                        "fluxar-tests/src/main/java/module-info.java");
    }

    @Test
    void noMainFileIsLongerThanTheCeiling() {
        SourceRules.mainFilesLongerThan(SourceRules.LINES_TO_MENTION, TREE)
                .forEach(line -> System.out.println("near the ceiling: " + line));
        assertThat(SourceRules.mainFilesLongerThan(SourceRules.LINES, TREE)).isEmpty();
    }

    @Test
    void noPackageIsCrowded() {
        assertThat(SourceRules.crowdedPackages(TREE)).isEmpty();
    }

    @Test
    void noPackageIsDeep() {
        assertThat(SourceRules.deepPackages(TREE)).isEmpty();
    }

    @Test
    void everyPackageIntroducesItself() {
        assertThat(SourceRules.packagesThatDoNotIntroduceThemselves(TREE)).isEmpty();
    }

    @Test
    void everyTransportNamesTheChapterOfFrames() throws IOException {
        for (String name :
                new String[] {
                    "fluxar-core/src/main/java/dev/fluxar/transport",
                    "fluxar-core/src/main/java/dev/fluxar/transport/mem",
                    "fluxar-transport-netty/src/main/java/dev/fluxar/transport/netty",
                    "fluxar-transport-netty/src/main/java/dev/fluxar/transport/netty/tcp",
                    "fluxar-transport-netty/src/main/java/dev/fluxar/transport/netty/unix",
                    "fluxar-transport-netty/src/main/java/dev/fluxar/transport/netty/websocket"
                }) {
            assertThat(Repository.root().resolve(name).resolve("package-info.java"))
                    .content()
                    .contains("Spec: chapter 5");
        }
    }

    @Test
    void everyTypeIsNamedForWhatItIs() {
        assertThat(SourceRules.typesWithEmptyNames(TREE)).isEmpty();
    }

    @Test
    void nothingIsPostponed() {
        assertThat(SourceRules.postponedWork(TREE)).isEmpty();
    }

    @Test
    void everythingExportedHasADocComment() {
        assertThat(SourceRules.undocumentedApi(TREE)).isEmpty();
    }

    @Test
    void theTopOfTheRepositoryHoldsOnlyWhatBelongsThere() {
        assertThat(Repository.strangersAtTheTop(Repository.root())).isEmpty();
    }

    /** Each rule, shown a tree that breaks it. */
    @Nested
    class InABrokenTree {
        @TempDir Path root;

        @Test
        void aLongFileIsFound() throws IOException {
            main("dev/fluxar/Long.java", "package dev.fluxar;\n" + "//\n".repeat(500));
            main("dev/fluxar/Short.java", "package dev.fluxar;\n" + "//\n".repeat(499));
            assertThat(SourceRules.mainFilesLongerThan(500, tree()))
                    .containsExactly(
                            "fluxar-core/src/main/java/dev/fluxar/Long.java has 501 lines,"
                                    + " more than 500");
        }

        @Test
        void aCrowdedPackageIsFound() throws IOException {
            main("dev/fluxar/a/Many.java", "package dev.fluxar.a;\n" + types(26));
            main("dev/fluxar/b/Enough.java", "package dev.fluxar.b;\n" + types(25));
            main("dev/fluxar/Face.java", "package dev.fluxar;\n" + types(49));
            assertThat(SourceRules.crowdedPackages(tree()))
                    .containsExactly(
                            "dev.fluxar has 49 types, more than 48",
                            "dev.fluxar.a has 26 types, more than 25");
        }

        @Test
        void aDeepOrForeignPackageIsFound() throws IOException {
            main("dev/fluxar/a/b/C.java", "package dev.fluxar.a.b;");
            main("dev/fluxar/a/b/c/D.java", "package dev.fluxar.a.b.c;");
            main(
                    "dev/fluxar/transport/netty/tcp/T.java",
                    "package dev.fluxar.transport.netty.tcp;");
            main("org/other/O.java", "package org.other;");
            assertThat(SourceRules.deepPackages(tree()))
                    .containsExactly(
                            "dev.fluxar.a.b.c is no dev.fluxar.a.b",
                            "org.other is no dev.fluxar.a.b");
        }

        @Test
        void aPackageThatDoesNotIntroduceItselfIsFound() throws IOException {
            String long60 = "Some words that make this comment long enough to pass that one rule.";
            main("dev/fluxar/A.java", "package dev.fluxar;");
            main("dev/fluxar/wire/package-info.java", "package dev.fluxar.wire;");
            main(
                    "dev/fluxar/session/package-info.java",
                    "/** " + long60 + " */\npackage dev.fluxar.session;");
            main(
                    "dev/fluxar/message/package-info.java",
                    "/** Layer 3, "
                            + long60
                            + " Spec: 1. */\n@NullMarked package dev.fluxar.message;");
            assertThat(SourceRules.packagesThatDoNotIntroduceThemselves(tree()))
                    .containsExactly(
                            "dev.fluxar has no package-info.java",
                            "dev.fluxar.session is not @NullMarked",
                            "dev.fluxar.session does not name its layer, Layer 4",
                            "dev.fluxar.session does not name its chapter after \"Spec:\"",
                            "dev.fluxar.wire does not say what its one job is");
        }

        @Test
        void anEmptyNameIsFoundWhereverTheTypeIsDeclared() throws IOException {
            main(
                    "dev/fluxar/A.java",
                    "package dev.fluxar; class PeerManager { record HelperOfSome() {} }"
                            + " interface Implicit {} class Utility { enum StringUtils {} }");
            assertThat(SourceRules.typesWithEmptyNames(tree()))
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line).contains("PeerManager says Manager"))
                    .anySatisfy(line -> assertThat(line).contains("HelperOfSome says Helper"))
                    .anySatisfy(line -> assertThat(line).contains("StringUtils says Utils"));
        }

        @Test
        void postponedWorkIsFoundInMainAndTests() throws IOException {
            main("dev/fluxar/A.java", "package dev.fluxar;\n// TO" + "DO later");
            write("fluxar-tests/src/test/java/dev/fluxar/B.java", "// FIX" + "ME");
            assertThat(SourceRules.postponedWork(tree()))
                    .containsExactly(
                            "fluxar-core/src/main/java/dev/fluxar/A.java:2 says TO" + "DO",
                            "fluxar-tests/src/test/java/dev/fluxar/B.java:1 says FIX" + "ME");
        }

        @Test
        void anExportedMemberWithoutADocCommentIsFound() throws IOException {
            main("module-info.java", "module m { exports dev.fluxar; exports dev.fluxar.x to y; }");
            main(
                    "dev/fluxar/A.java",
                    """
                    package dev.fluxar;
                    /** Said. */
                    public interface A {
                        void bare();
                        /** Said. */
                        void said();
                        @Override String toString();
                        /** Said. */
                        enum E { BARE, /** Said. */ SAID }
                        /** Said. */
                        record R(int part) { public R {} private void hidden() {} void near() {} }
                    }
                    class Near { public void near() {} }
                    """);
            main("dev/fluxar/x/X.java", "package dev.fluxar.x;\npublic class X {}");
            assertThat(SourceRules.undocumentedApi(tree()))
                    .containsExactly(
                            "fluxar-core/src/main/java/dev/fluxar/A.java:4 bare has no doc comment",
                            "fluxar-core/src/main/java/dev/fluxar/A.java:9 BARE has no doc comment");
        }

        @Test
        void aStrangerAtTheTopIsFound() throws IOException {
            write("pom.xml", "");
            write("scripts/run.sh", "");
            write("target/classes/A.class", "");
            assertThat(Repository.strangersAtTheTop(root)).containsExactly("scripts");
        }

        private SourceTree tree() {
            return SourceTree.of(root);
        }

        private void main(String name, String text) throws IOException {
            write("fluxar-core/src/main/java/" + name, text);
        }

        private void write(String name, String text) throws IOException {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }

        private static String types(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> "class T" + i + " {}")
                    .collect(Collectors.joining("\n"));
        }
    }
}
