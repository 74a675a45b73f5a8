package dev.fluxar.hub.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.hub.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The trie, against each pattern asked by itself. §10.19-3 §10.19-4 */
class TopicTrieTest {

    private static final class Named extends TopicTrie.Leaf {
        Named(String pattern) {
            super(TopicPattern.of(pattern));
        }

        @Override
        public String toString() {
            return pattern + "@" + System.identityHashCode(this);
        }
    }

    private static List<String> match(TopicTrie trie, String topic) {
        TopicTrie.Leaves found = new TopicTrie.Leaves();
        trie.match(topic.getBytes(UTF_8), found);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            names.add(found.get(i).toString());
        }
        names.sort(null);
        return names;
    }

    @Property(tries = 300)
    void itFindsWhatMatchesAndForgetsWhatIsRemoved(@ForAll long seed) {
        Random random = new Random(seed);
        String[] levels = {"a", "b", "ab", "fluxar", "*", ">"};
        TopicTrie trie = new TopicTrie();
        List<Named> present = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Named leaf = new Named(pattern(random, levels));
                    trie.add(leaf);
                    present.add(leaf);
                }
                case 2 -> {
                    if (!present.isEmpty()) {
                        Named leaf = present.remove(random.nextInt(present.size()));
                        trie.remove(leaf);
                        trie.remove(leaf);
                    }
                }
                default -> {
                    String topic = topic(random, levels);
                    List<String> expected = new ArrayList<>();
                    for (Named leaf : present) {
                        if (naive(leaf.pattern.toString(), topic)) {
                            expected.add(leaf.toString());
                        }
                        assertThat(leaf.pattern.matches(topic))
                                .isEqualTo(naive(leaf.pattern.toString(), topic));
                    }
                    expected.sort(null);
                    assertThat(match(trie, topic)).isEqualTo(expected);
                }
            }
            assertThat(trie.nodes()).isEqualTo(expectedNodes(present));
        }
        for (Named leaf : present) {
            trie.remove(leaf);
        }
        assertThat(trie.nodes()).isEqualTo(1);
    }

    private static String pattern(Random random, String[] levels) {
        int depth = 1 + random.nextInt(4);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            int most = i == depth - 1 ? 6 : 5;
            pattern.append(i == 0 ? "" : ".").append(levels[random.nextInt(most)]);
        }
        return pattern.toString();
    }

    private static String topic(Random random, String[] levels) {
        int depth = 1 + random.nextInt(4);
        StringBuilder topic = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            topic.append(i == 0 ? "" : ".").append(levels[random.nextInt(4)]);
        }
        return topic.toString();
    }

    /** By the words of §10.19-3 and §10.19-4. */
    private static boolean naive(String pattern, String topic) {
        String[] wanted = pattern.split("\\.");
        String[] given = topic.split("\\.");
        if (given[0].equals("fluxar") && (wanted[0].equals("*") || wanted[0].equals(">"))) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(">")) {
                return given.length > i;
            }
            if (i >= given.length || !(wanted[i].equals("*") || wanted[i].equals(given[i]))) {
                return false;
            }
        }
        return wanted.length == given.length;
    }

    /** One for each different beginning of a pattern, the last > left out, and the root. */
    private static int expectedNodes(List<Named> present) {
        TreeSet<String> prefixes = new TreeSet<>();
        prefixes.add("");
        for (Named leaf : present) {
            StringBuilder prefix = new StringBuilder();
            for (String level : leaf.pattern.toString().split("\\.")) {
                if (!level.equals(">")) {
                    prefixes.add(prefix.append('.').append(level).toString());
                }
            }
        }
        return prefixes.size();
    }

    /** What a match costs does not depend on the subscriptions that have nothing to do with it. */
    @Test
    void aMatchVisitsAsManyNodesAmongAHundredThousandPatternsAsAmongAThousand() {
        long few = visitsAmong(1_000);
        long many = visitsAmong(100_000);
        assertThat(few).isEqualTo(many).isLessThan(20);
    }

    private static long visitsAmong(int patterns) {
        TopicTrie trie = new TopicTrie();
        for (int i = 0; i < patterns; i++) {
            String pattern =
                    switch (i % 4) {
                        case 0 -> "orders.t" + i + ".created";
                        case 1 -> "orders.*.t" + i;
                        case 2 -> "t" + i + ".>";
                        default -> "*.t" + i;
                    };
            trie.add(new Named(pattern));
        }
        assertThat(match(trie, "orders.t400.created")).hasSize(1);
        long before = trie.visited();
        assertThat(match(trie, "orders.t400.created")).hasSize(1);
        return trie.visited() - before;
    }

    /** Names that were chosen to have one hash. */
    @Test
    void namesThatCollideAreFound() {
        TopicTrie trie = new TopicTrie();
        List<String> colliding = new ArrayList<>(List.of(""));
        for (int i = 0; i < 10; i++) {
            List<String> longer = new ArrayList<>();
            for (String name : colliding) {
                longer.add(name + "Aa");
                longer.add(name + "BB");
            }
            colliding = longer;
        }
        for (String name : colliding) {
            trie.add(new Named(name + ".x"));
        }
        assertThat(trie.nodes()).isEqualTo(1 + 2 * 1024);
        for (String name : colliding) {
            assertThat(match(trie, name + ".x")).hasSize(1);
        }
        assertThat(match(trie, "AaAa.x")).isEmpty();
    }
}
