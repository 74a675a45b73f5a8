package dev.fluxar.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.FluxarException;
import dev.fluxar.Peer;
import dev.fluxar.tests.simulation.Launched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows works. */
class DocsTest {

    private static final String ADDRESS = "tcp://127.0.0.1:7400";
    private static final String IN_MEMORY = "mem:readme";
    private static final long PATIENCE_MILLIS = 20_000;

    /** What the guides' pieces of code take for granted. */
    private static final String FRAME =
            """
            import static java.util.concurrent.CompletableFuture.completedFuture;
            import dev.fluxar.*;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;

            class %s {
                record Profile(long id, String name) {}
                record Order(String item) {}
                interface Job { void stop(); CompletionStage<String> result(); }
                interface Engine { Job submit(String query); }
                interface Database { String run(String query); }
                interface Model { Flow.Publisher<String> tokens(String prompt); }
                static Peer peer;
                static Order order;
                static Engine engine;
                static Database database;
                static Model model;
                static Flow.Publisher<Integer> readings;
                static Authenticator authenticator;
                static String token() { return ""; }
                static CompletionStage<Authentication> tokens(String token) { return null; }
                static List<Peer> workers;
                static void retryLater(Order order, Duration wait) {}
                static void askWhetherItExists(Order order) {}
                static void giveUp(Order order, Exception cause) {}
                static void store(Order order) {}
                void run() throws Exception {
            %s
                }
            }
            """;

    @TempDir private Path directory;

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Markdown page : Markdown.all()) {
            for (String link : page.links()) {
                if (!leadsSomewhere(page, link)) {
                    broken.add(page.file() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Markdown page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target =
                parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || new Markdown(target, Files.readString(target)).anchors().contains(parts[1]);
    }

    @Test
    void theGuidesCodeCompiles() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String guide :
                List.of(
                        "getting-started",
                        "calls",
                        "streams",
                        "topics",
                        "delivery",
                        "sessions",
                        "security")) {
            List<String> blocks = Markdown.read("docs/guide/" + guide + ".md").blocks("java");
            assertThat(blocks).isNotEmpty();
            for (String block : blocks) {
                String name = "Guide" + sources.size();
                sources.put(name, FRAME.formatted(name, block));
            }
        }
        compile(sources);
    }

    @Test
    void theTestOfTheGuideSucceeds() throws Exception {
        List<String> blocks = Markdown.read("docs/guide/testing.md").blocks("java");
        assertThat(blocks).hasSize(1);
        compile(Map.of("ShopTest", blocks.get(0)));
        try (URLClassLoader classes =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Launched launched = Launched.run(classes.loadClass("ShopTest"), Map.of());
            assertThat(launched.failures).isEmpty();
            assertThat(launched.succeeded).hasSize(52);
        }
    }

    @Test
    void theReadmesTwoSidesTalkAndHaveTwelveLinesEach() throws Exception {
        List<String> blocks = Markdown.read("README.md").blocks("java");
        assertThat(blocks).hasSize(2);
        assertThat(blocks)
                .allSatisfy(b -> assertThat(b.lines().filter(l -> !l.isBlank())).hasSize(12));
        compile(
                Map.of(
                        "Shop", blocks.get(0).replace(ADDRESS, IN_MEMORY),
                        "Customer", blocks.get(1).replace(ADDRESS, IN_MEMORY)));
        try (URLClassLoader classes =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Thread shop = new Thread(() -> main(classes, "Shop"));
            shop.start();
            try {
                awaitListener();
                assertThat(printed(() -> main(classes, "Customer")).strip()).isEqualTo("240");
            } finally {
                shop.interrupt();
                shop.join(PATIENCE_MILLIS);
            }
        }
    }

    /** There is nothing to wait on but the address itself. */
    private static void awaitListener() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (true) {
            try (Peer probe = Peer.connect(IN_MEMORY).await()) {
                assertThat(probe.isOpen()).isTrue();
                return;
            } catch (FluxarException nobodyYet) {
                if (System.nanoTime() > end) {
                    throw nobodyYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(UTF_8);
    }

    private static void main(ClassLoader classes, String name) {
        try {
            classes.loadClass(name)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof InterruptedException)) {
                throw new AssertionError(e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void compile(Map<String, String> sources) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            files.add(
                    Files.writeString(
                            directory.resolve(source.getKey() + ".java"), source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        java.io.StringWriter messages = new java.io.StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    manager,
                                    null,
                                    List.of("-d", directory.toString(), "-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
