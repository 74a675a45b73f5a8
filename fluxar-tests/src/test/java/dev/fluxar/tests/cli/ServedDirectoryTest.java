package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedDirectoryTest {

    @TempDir private Path directory;

    private Path root;
    private ServedDirectory served;

    @BeforeEach
    void serve() throws IOException {
        root = Files.createDirectories(directory.resolve("served"));
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("a.txt"), "inside\n");
        Files.writeString(root.resolve("sub/b.txt"), "deeper\n");
        Files.writeString(root.resolve("..c.txt"), "dots\n");
        Files.writeString(directory.resolve("secret"), "secret\n");
        // As a prefix of names it is inside, as a path it is not.
        Files.createDirectories(directory.resolve("served-not"));
        Files.writeString(directory.resolve("served-not/x"), "secret\n");
        served = ServedDirectory.of(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "./a.txt", "sub/b.txt", "sub//b.txt", "..c.txt"})
    void whatIsInsideIsRead(String name) throws IOException {
        try (LineReader lines = served.open(name)) {
            assertThat(lines.next()).isIn("inside", "deeper", "dots");
            assertThat(lines.next()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../secret",
                "../none",
                "sub/../../secret",
                "sub/../a.txt",
                "../served/a.txt",
                "../served-not/x",
                "./../secret",
                "/etc/passwd",
                "/"
            })
    void whatIsOutsideByNameIsForbiddenWhetherItExistsOrNot(String name) {
        assertRefused(name, ErrorCode.FORBIDDEN, "is outside of what is served");
    }

    @Test
    void anAbsolutePathIsForbiddenEvenInside() {
        String inside = root.resolve("a.txt").toAbsolutePath().toString();
        assertRefused(inside, ErrorCode.FORBIDDEN, "is outside of what is served");
    }

    @Test
    void aLinkOutOfItIsForbidden() throws IOException {
        Files.createSymbolicLink(root.resolve("file-link"), directory.resolve("secret"));
        Files.createSymbolicLink(root.resolve("relative-link"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("directory-link"), directory);
        Files.createSymbolicLink(root.resolve("link-to-link"), Path.of("file-link"));
        for (String name :
                new String[] {
                    "file-link", "relative-link", "link-to-link", "directory-link/secret"
                }) {
            assertRefused(name, ErrorCode.FORBIDDEN, "is outside of what is served");
        }
    }

    @Test
    void aLinkWithinItIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("inner"), Path.of("sub/b.txt"));
        try (LineReader lines = served.open("inner")) {
            assertThat(lines.next()).isEqualTo("deeper");
        }
    }

    @Test
    void theDirectoryItselfMayBeReachedThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("to-served"), root);
        try (LineReader lines = ServedDirectory.of(link).open("a.txt")) {
            assertThat(lines.next()).isEqualTo("inside");
        }
    }

    @Test
    void whatIsNoFileIsNotOpened() throws Exception {
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("gone"));
        Process made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        assertRefused("sub", ErrorCode.INVALID_ARGUMENT, "is no file");
        assertRefused(".", ErrorCode.INVALID_ARGUMENT, "is no file");
        assertRefused("pipe", ErrorCode.INVALID_ARGUMENT, "is no file");
        assertRefused("nowhere", ErrorCode.FORBIDDEN, "cannot be read");
        assertRefused("none", ErrorCode.NOT_FOUND, "is not there");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a.txt\0", "\0", "a\0/../../secret"})
    void whatIsNoPathIsInvalid(String name) {
        assertRefused(name, ErrorCode.INVALID_ARGUMENT, "");
    }

    private void assertRefused(String name, ErrorCode code, String why) {
        assertThatThrownBy(() -> served.open(name))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(ErrorCode.of(e.code())).isEqualTo(code);
                            assertThat(e.getMessage())
                                    .startsWith("file '" + name + "' ")
                                    .contains(why);
                            if (name == null || !name.startsWith("/")) {
                                assertThat(e.getMessage()).doesNotContain(directory.toString());
                            }
                        });
    }
}
