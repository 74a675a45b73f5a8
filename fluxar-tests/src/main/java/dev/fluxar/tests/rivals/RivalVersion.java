package dev.fluxar.tests.rivals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.CodeSource;
import java.util.Properties;

/** Versions of the libraries under measurement. */
public final class RivalVersion {

    private static final Properties BUILT_WITH = load();

    private RivalVersion() {}

    /**
     * The version that the jar of {@code type} states; in a merged jar, and where its jar says
     * nothing, the one this was built with.
     */
    public static String of(Class<?> type, String key) {
        String builtWith = BUILT_WITH.getProperty(key, "unknown");
        if (location(type).equals(location(RivalVersion.class))) {
            return builtWith;
        }
        String stated = type.getPackage().getImplementationVersion();
        return stated != null ? stated : builtWith;
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "" : String.valueOf(source.getLocation());
    }

    private static Properties load() {
        Properties versions = new Properties();
        try (InputStream in = RivalVersion.class.getResourceAsStream("versions.properties")) {
            if (in != null) {
                versions.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
