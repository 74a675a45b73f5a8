package dev.fluxar.tests.cli;

import static dev.fluxar.tests.cli.DemoSteps.PATIENCE;
import static dev.fluxar.tests.cli.DemoSteps.expect;
import static dev.fluxar.tests.cli.DemoSteps.shorten;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ItemStream;
import dev.fluxar.Peer;
import dev.fluxar.StreamSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** What Ada and Bob do with streams. */
final class DemoStreams {

    private static final int EXCHANGED = 3;
    private static final int NUMBERS = 20_000;
    private static final int READ_SLOWLY = 10;
    private static final Credit WINDOW = new Credit(64, 64 * 1024);

    /** Beyond her window a cursor reads a few items ahead. */
    private static final int MOST_GIVEN = 300;

    private final Supplier<Peer> connection;
    private final DemoText text;
    private final DemoBob bob;
    private final DemoCommand.ProgressBar bar;

    DemoStreams(
            Supplier<Peer> connection, DemoText text, DemoBob bob, DemoCommand.ProgressBar bar) {
        this.connection = connection;
        this.text = text;
        this.bob = bob;
        this.bar = bar;
    }

    void addTo(Map<String, Callable<String>> steps) {
        steps.put("a stream of words", this::answer);
        steps.put("an upload", this::upload);
        steps.put("both directions", this::both);
        steps.put("a slow reader", this::slow);
    }

    private StreamSpec stream(String target) {
        return connection.get().stream(target).deadline(PATIENCE);
    }

    private String answer() {
        List<String> words = DemoText.split(text.text());
        long start = System.nanoTime();
        long first = start;
        int came = 0;
        try (Cursor<String> items = stream("words").with(text.text()).cursor(String.class)) {
            for (String word : items) {
                expect(words.get(came), word);
                came++;
                first = came == 1 ? System.nanoTime() : first;
            }
        }
        expect(words.size(), came);
        return String.format(
                Locale.ROOT,
                "%d words came one by one, from \"%s\" to \"%s\"%n"
                        + "the first came after %.1f ms, the last after %.1f ms",
                came,
                shorten(words.get(0)),
                shorten(words.get(came - 1)),
                millis(start, first),
                millis(start, System.nanoTime()));
    }

    private String upload() throws Exception {
        ItemStream stream = stream("count-sent").open();
        try (Cursor<DemoBob.Counted> answer = stream.cursor(DemoBob.Counted.class)) {
            for (String line : text.text().lines().toList()) {
                stream.send(line);
            }
            stream.end();
            DemoBob.Counted counted = answer.next();
            expect(DemoText.lines(text.text()), counted.lines());
            expect(DemoText.words(text.text()), counted.words());
            expect(false, answer.hasNext());
            stream.closed().get(PATIENCE.toSeconds(), SECONDS);
            return counted.lines()
                    + " lines went up, one answer came back: "
                    + counted.words()
                    + " words";
        }
    }

    private String both() throws Exception {
        List<String> lines =
                text.text().lines().filter(line -> !line.isBlank()).limit(EXCHANGED).toList();
        StringBuilder said = new StringBuilder("Ada says a line, hears of it, says the next");
        ItemStream stream = stream("hear").open();
        try (Cursor<Integer> answers = stream.cursor(Integer.class)) {
            for (String line : lines) {
                stream.send(line);
                Integer words = answers.next();
                expect(DemoText.words(line), words);
                said.append(String.format("%n\"%s\": %d words", shorten(line), words));
            }
            stream.end();
            expect(false, answers.hasNext());
        }
        stream.closed().get(PATIENCE.toSeconds(), SECONDS);
        return said.toString();
    }

    /** She stops reading for a while: what Bob gives is bounded, and calls go on. */
    private String slow() throws InterruptedException {
        long before = bob.given.get();
        try (Cursor<Long> items =
                stream("numbers").with(NUMBERS).window(WINDOW).cursor(Long.class)) {
            long read = 0;
            while (read < READ_SLOWLY) {
                expect(++read, items.next());
            }
            long asked = System.nanoTime();
            expect(2, connection.get().call("count-words").with("two words").await(Integer.class));
            double meanwhile = millis(asked, System.nanoTime());
            long given = bob.given.get() - before;
            expect(true, given >= READ_SLOWLY && given <= MOST_GIVEN);

            long start = System.nanoTime();
            while (items.hasNext()) {
                expect(++read, items.next());
                bar.at(read, NUMBERS);
            }
            expect((long) NUMBERS, read);
            double seconds = millis(start, System.nanoTime()) / 1000;
            return String.format(
                    Locale.ROOT,
                    "reads %d of %,d and pauses: Bob has given %d, and waits%n"
                            + "her window is %d items; a call meanwhile took %.1f ms%n"
                            + "then she reads on to %,d: %,.0f in a second",
                    READ_SLOWLY,
                    NUMBERS,
                    given,
                    WINDOW.items(),
                    meanwhile,
                    read,
                    (read - READ_SLOWLY) / seconds);
        }
    }

    private static double millis(long from, long to) {
        return (to - from) / 1e6;
    }
}
