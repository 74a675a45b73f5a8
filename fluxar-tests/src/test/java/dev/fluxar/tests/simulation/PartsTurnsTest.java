package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** §6.5: what goes between the parts of a transfer. */
class PartsTurnsTest {

    private static final int PART = 65_536;

    private final CallsBench bench = CallsBench.withParts();

    /** The next frames, one letter each unless they are small. */
    private List<String> written(int frames) {
        bench.room = frames;
        bench.write();
        List<String> names = new ArrayList<>();
        for (Letter letter : bench.letters()) {
            names.add(name(letter));
        }
        return names;
    }

    private String name(Letter letter) {
        boolean named = letter.ref() == null || letter.target() == null;
        String what = named ? String.valueOf(letter.target()) : letter.target();
        if (letter.type() == 1) {
            return "pong";
        }
        if (letter.ref() == null) {
            ids.add(letter.id());
            names.add(what);
            return what;
        }
        int at = ids.indexOf(letter.ref());
        return what + (at < 0 ? "" : " of " + names.get(at));
    }

    private final List<String> ids = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    // §6.5-1
    @Test
    void transfersTakeTurns() {
        bench.room = 0;
        bench.open("a", -1, false, new byte[3 * PART]);
        bench.open("b", -1, false, new byte[PART]);
        bench.open("c", -1, false, new byte[2 * PART]);
        assertThat(written(100))
                .containsExactly(
                        "a",
                        "b",
                        "c",
                        "part of a",
                        "part of b",
                        "part of c",
                        "part of a",
                        "part of b",
                        "part of c",
                        "part of a",
                        "part of c",
                        "part of a");
    }

    // §6.5-1
    @Test
    void afterEachPartWhatWaitsGoesFirst() {
        bench.room = 0;
        bench.open("a", -1, false, new byte[4 * PART]);
        assertThat(written(2)).containsExactly("a", "part of a");
        bench.room = 0;
        bench.open("small");
        bench.open("b", -1, false, new byte[PART]);
        bench.open("other");
        // What waits when a part is written goes before the next one: here the part was queued.
        assertThat(written(2)).containsExactly("part of a", "small", "b", "other");
        assertThat(written(100))
                .containsExactly("part of a", "part of b", "part of a", "part of b", "part of a");
    }

    // §6.5-1 §6.5-2
    @Test
    void aCallAndAPingGetThroughBetweenAnyTwoParts() {
        bench.room = 0;
        bench.open("a", -1, false, new byte[20 * PART]);
        assertThat(written(2)).containsExactly("a", "part of a");
        for (int i = 0; i < 18; i++) {
            bench.room = 0;
            bench.open("small" + i);
            bench.read(Letter.ping(Letter.id(500 + i)));
            assertThat(written(3)).containsExactly("pong", "part of a", "small" + i);
        }
    }

    // §6.5-2 §2.5-1
    @Test
    void verbsGoAheadOfPartsButNotOfTheirOwnOpen() {
        bench.room = 0;
        CallsBench.Result a = bench.open("a", -1, false, new byte[2 * PART]);
        bench.open("b", -1, false, new byte[2 * PART]);
        assertThat(written(2)).containsExactly("a", "b", "part of a");
        CallsBench.Result late = bench.open("late", -1, false, new byte[2 * PART]);
        bench.letters();
        bench.room = 0;
        bench.cancel(a);
        bench.cancel(late);
        List<String> rest = written(100);
        assertThat(rest.get(0)).isEqualTo("cancel of a");
        assertThat(rest).doesNotContain("part of a");
    }

    // §6.1-4 §6.4-3: whatever happens when, each transfer is whole or given up.
    @Test
    void transfersInAnyOrderAreWholeOrGivenUp() {
        Random random = new Random(6);
        List<CallsBench.Result> calls = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Letter> all = new ArrayList<>();
        for (int round = 0; round < 400; round++) {
            bench.room = random.nextInt(3);
            if (random.nextInt(4) == 0 && bench.session.budget().own() < 4 << 20) {
                int size = 1 + random.nextInt(6 * PART);
                calls.add(bench.open("n" + calls.size(), -1, false, new byte[size]));
                sizes.add(Letter.encode(new byte[size]).length);
            }
            if (!calls.isEmpty() && random.nextInt(12) == 0) {
                bench.cancel(calls.get(random.nextInt(calls.size())));
            }
            bench.write();
            all.addAll(bench.letters());
        }
        bench.room = 1_000_000;
        bench.write();
        all.addAll(bench.letters());
        int whole = 0;
        for (int i = 0; i < calls.size(); i++) {
            String name = "n" + i;
            List<Letter> opens = all.stream().filter(l -> name.equals(l.target())).toList();
            if (opens.isEmpty()) {
                assertThat(calls.get(i).told).isEqualTo("CANCELLED, NOT_SENT");
                continue;
            }
            String id = opens.get(0).id();
            List<Letter> rest = all.stream().filter(l -> id.equals(l.ref())).toList();
            int sum =
                    rest.stream()
                            .filter(l -> "part".equals(l.target()))
                            .mapToInt(l -> ((byte[]) l.payload()).length)
                            .sum();
            boolean announced = opens.get(0).payload() == null;
            if (calls.get(i).told == null) {
                assertThat(sum).isEqualTo(announced ? sizes.get(i) : 0);
                whole++;
            } else {
                assertThat(rest.get(rest.size() - 1).target()).isEqualTo("cancel");
                boolean all6 = !announced || sum == sizes.get(i);
                assertThat(calls.get(i).told)
                        .isEqualTo("CANCELLED, " + (all6 ? "UNKNOWN" : "NOT_PROCESSED"));
            }
        }
        assertThat(whole).isGreaterThan(20);
        assertThat(calls.size() - whole).isGreaterThan(10);
        assertThat(bench.session.budget().own()).isZero();
    }
}
