package dev.fluxar.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClausesTest {

    @Test
    void everyClauseIsCitedByTheLineThatEnforcesItAndByItsTest() {
        Clauses clauses = Clauses.read(Repository.root());
        System.out.println("docs/spec: " + clauses.summary());
        assumeFalse(clauses.isEmpty(), "docs/spec has no numbered clause yet: nothing to cite");
        assertThat(clauses.violations()).isEmpty();
    }

    /** Each rule, shown a specification and code that break it. */
    @Nested
    class InABrokenTree {
        private static final String MAIN = "fluxar-core/src/main/java/dev/fluxar/A.java";
        private static final String TEST = "fluxar-tests/src/test/java/dev/fluxar/ATest.java";
        private static final String CASES = "fluxar-tests/src/main/resources/cases.json";

        @TempDir Path root;

        @Test
        void aTreeThatCitesEverythingHasNoViolation() throws IOException {
            spec("**§1.1-1** A peer MUST speak.\nIt MUST mean it.", "- **§1-2** It MUST listen.");
            write(MAIN, "int a; // §1.1-1", "/** Listens: §1-2. */");
            write(TEST, "@DisplayName(\"§1.1-1\")");
            write(CASES, "{\"clause\": \"§1-2\"}");
            assertThat(violations()).isEmpty();
        }

        @Test
        void aClauseThatNobodyCitesIsFoundTwice() throws IOException {
            spec("**§4.2-3** A peer MUST speak.");
            assertThat(violations())
                    .containsExactly(
                            "§4.2-3 (docs/spec/1.md:1) is cited by no main code",
                            "§4.2-3 (docs/spec/1.md:1) is cited by no test");
        }

        @Test
        void aLongerNumberIsNoCitationOfAShorterOneAndAStringIsNoComment() throws IOException {
            spec("**§4-1** It MUST.", "", "**§4-12** It MUST. (not yet)");
            write(MAIN, "// §4-12", "String s = \"§4-1\";");
            write(TEST, "// §4-1");
            assertThat(violations())
                    .containsExactly("§4-1 (docs/spec/1.md:1) is cited by no main code");
        }

        @Test
        void aCitationOfNothingIsFoundInCodeAndInTheSpecification() throws IOException {
            spec("See §9-9.");
            write(MAIN, "", "// §7-1 RFC 8949 §4.1");
            assertThat(violations())
                    .containsExactly(
                            MAIN + ":2 cites §7-1, which does not exist",
                            "docs/spec/1.md:1 cites §9-9, which does not exist");
        }

        @Test
        void notYetAndAReasonedExceptionExcuse() throws IOException {
            spec("| **§1-1** | It MUST (not yet) |", "| **§1-2** | It MUST |", "**§1-3** It MUST.");
            write(
                    "docs/spec/exceptions.md",
                    "- §1-2: the platform has no way to ask for it",
                    "| §1-3 | no |");
            assertThat(violations())
                    .containsExactly("docs/spec/exceptions.md:2 excepts §1-3 for no reason");
        }

        @Test
        void notYetInAHeadingExcusesEverythingUnderIt() throws IOException {
            spec(
                    "# §1 Pages (not yet)",
                    "**§1-1** It MUST.",
                    "## §1.2 Lines",
                    "**§1.2-1** It MUST.",
                    "# §2 Books",
                    "**§2-1** It MUST.");
            assertThat(violations())
                    .containsExactly(
                            "§2-1 (docs/spec/1.md:6) is cited by no main code",
                            "§2-1 (docs/spec/1.md:6) is cited by no test");
        }

        @Test
        void aMustWithoutANumberAndANumberUsedTwiceAreFound() throws IOException {
            spec(
                    "MUST is as in RFC 2119.",
                    "",
                    "**§1-1** It MUST. (not yet)",
                    "",
                    "Also it MUST.",
                    "",
                    "**§1-1** It MUST.");
            assertThat(violations())
                    .containsExactly(
                            "docs/spec/1.md:5 says MUST outside a numbered clause",
                            "§1-1 is at docs/spec/1.md:3 and at docs/spec/1.md:7");
        }

        private Iterable<String> violations() {
            return Clauses.read(root).violations();
        }

        private void spec(String... lines) throws IOException {
            write("docs/spec/1.md", lines);
        }

        private void write(String name, String... lines) throws IOException {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
        }
    }
}
