package dev.fluxar.tests.cli;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files that anyone who connects may read: those under one directory. Where that lies is not told,
 * nor what lies outside of it.
 */
final class ServedDirectory {

    /** How long a line may be. */
    static final int MOST_LINE_BYTES = 64 * 1024;

    private final Path root;

    private ServedDirectory(Path root) {
        this.root = root;
    }

    static ServedDirectory of(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new CommandException("--serve " + directory + " is no directory", null);
        }
        return new ServedDirectory(directory.toRealPath());
    }

    /** Opens a text file by its path from the directory. */
    LineReader open(@Nullable String name) {
        Path inside = inside(name);
        try {
            // Links are followed, but not out of here; what is opened is no link any more.
            Path real = inside.toRealPath();
            if (!real.startsWith(root)) {
                throw outside(name);
            }
            // Opening what is no file, a pipe for example, might wait for ever.
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(ErrorCode.INVALID_ARGUMENT, name, "is no file");
            }
            return new LineReader(
                    Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS),
                    "'" + name + "'",
                    MOST_LINE_BYTES);
        } catch (IOException e) {
            if (Files.exists(inside, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(ErrorCode.FORBIDDEN, name, "cannot be read");
            }
            throw refused(ErrorCode.NOT_FOUND, name, "is not there");
        }
    }

    /** By name alone, before anything is looked at. */
    private Path inside(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw refused(ErrorCode.INVALID_ARGUMENT, name, "is no file, expected a path");
        }
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw refused(ErrorCode.INVALID_ARGUMENT, name, "is no path: " + e.getReason());
        }
        Path resolved = root.resolve(path).normalize();
        if (path.isAbsolute() || !resolved.startsWith(root) || hasDots(path)) {
            throw outside(name);
        }
        return resolved;
    }

    private static boolean hasDots(Path path) {
        for (Path part : path) {
            if (part.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static FluxarException outside(@Nullable String name) {
        return refused(ErrorCode.FORBIDDEN, name, "is outside of what is served");
    }

    private static FluxarException refused(ErrorCode code, @Nullable String name, String why) {
        return new FluxarException(code, "file '" + name + "' " + why);
    }
}
