package dev.fluxar.hub.memory;

import dev.fluxar.hub.TopicPattern;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the patterns that match a topic, at a cost that depends on the topic's levels and on what
 * matches, not on how many patterns there are. One node per level of a pattern; nodes that lead
 * nowhere are removed. Not thread-safe.
 */
final class TopicTrie {

    private static final byte DOT = '.';
    private static final byte[] OWN = {'f', 'l', 'u', 'x', 'a', 'r'};

    /** A topic of 255 bytes has at most this many levels. */
    private static final int MAX_LEVELS = 128;

    /** What stands in the trie under a pattern. */
    abstract static class Leaf {
        final TopicPattern pattern;

        // Where it stands; null when it does not.
        private @Nullable Leaves leaves;
        private int index;

        Leaf(TopicPattern pattern) {
            this.pattern = pattern;
        }
    }

    /** Leaves with the same pattern, or all that match a topic; in no order. */
    static final class Leaves {
        private static final Leaf[] NONE = {};

        private Leaf[] array = NONE;
        private int size;

        private final @Nullable Node node;

        /** For results. */
        Leaves() {
            this(null);
        }

        private Leaves(@Nullable Node node) {
            this.node = node;
        }

        int size() {
            return size;
        }

        Leaf get(int i) {
            return array[i];
        }

        void clear() {
            Arrays.fill(array, 0, size, null);
            size = 0;
        }

        private void add(Leaf leaf) {
            if (size == array.length) {
                array = Arrays.copyOf(array, Math.max(2, size * 2));
            }
            array[size++] = leaf;
        }

        private void addAll(Leaves more) {
            if (array.length < size + more.size) {
                array = Arrays.copyOf(array, Math.max(size + more.size, array.length * 2));
            }
            System.arraycopy(more.array, 0, array, size, more.size);
            size += more.size;
        }

        /** The last one takes the place of the removed one. */
        @SuppressWarnings("NullAway") // what is behind size is nobody's
        private void removeAt(int i) {
            Leaf last = array[--size];
            array[size] = null;
            if (i < size) {
                array[i] = last;
                last.index = i;
            }
            if (size <= array.length / 4) {
                array = Arrays.copyOf(array, array.length / 2);
            }
        }
    }

    /** One level of a pattern, or of the topic that is looked up. */
    private static final class Level implements Comparable<Level> {
        private byte[] source;
        private int from;
        private int to;
        private int hash;

        Level(byte[] source, int from, int to) {
            this.source = source;
            set(source, from, to, hash(source, from, to));
        }

        void set(byte[] newSource, int newFrom, int newTo, int newHash) {
            source = newSource;
            from = newFrom;
            to = newTo;
            hash = newHash;
        }

        static int hash(byte[] source, int from, int to) {
            int h = 0;
            for (int i = from; i < to; i++) {
                h = 31 * h + source[i];
            }
            return h;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Level level
                    && hash == level.hash
                    && Arrays.equals(source, from, to, level.source, level.from, level.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        /** So that names chosen to collide cost a logarithm, not a list. */
        @Override
        public int compareTo(Level other) {
            return Arrays.compare(source, from, to, other.source, other.from, other.to);
        }
    }

    private static final class Node {
        private final @Nullable Node parent;

        /** Its key at the parent; null for a star and the root. */
        private final @Nullable Level level;

        private @Nullable Map<Level, Node> children;
        private @Nullable Node star;

        /** Patterns that end here. */
        private final Leaves here = new Leaves(this);

        /** Patterns that go on with {@code >}. */
        private final Leaves rest = new Leaves(this);

        Node(@Nullable Node parent, @Nullable Level level) {
            this.parent = parent;
            this.level = level;
        }

        boolean isEmpty() {
            return here.size == 0 && rest.size == 0 && star == null && children == null;
        }
    }

    private final Node root = new Node(null, null);
    private int nodes = 1;

    // Valid for one match.
    private final int[] starts = new int[MAX_LEVELS + 1];
    private final int[] hashes = new int[MAX_LEVELS];
    private final Level probe = new Level(new byte[0], 0, 0);
    private byte[] topic = {};
    private int levels;
    private boolean own;

    /** How many nodes all matches have looked at, so that their cost can be told. */
    private long visited;

    /** Puts a leaf under its pattern. */
    void add(Leaf leaf) {
        byte[] pattern = leaf.pattern.toUtf8();
        Node node = root;
        int from = 0;
        while (from <= pattern.length) {
            int to = levelEnd(pattern, from, pattern.length);
            if (isWildcard(pattern, from, to, '>')) {
                put(leaf, node.rest);
                return;
            }
            node = isWildcard(pattern, from, to, '*') ? star(node) : child(node, pattern, from, to);
            from = to + 1;
        }
        put(leaf, node.here);
    }

    private static void put(Leaf leaf, Leaves leaves) {
        leaf.leaves = leaves;
        leaf.index = leaves.size;
        leaves.add(leaf);
    }

    private static boolean isWildcard(byte[] pattern, int from, int to, char wildcard) {
        return to - from == 1 && pattern[from] == wildcard;
    }

    private static int levelEnd(byte[] source, int from, int limit) {
        int at = from;
        while (at < limit && source[at] != DOT) {
            at++;
        }
        return at;
    }

    private Node star(Node node) {
        Node star = node.star;
        if (star == null) {
            star = new Node(node, null);
            node.star = star;
            nodes++;
        }
        return star;
    }

    private Node child(Node node, byte[] pattern, int from, int to) {
        Map<Level, Node> children = node.children;
        if (children == null) {
            children = new HashMap<>(2);
            node.children = children;
        }
        Level level = new Level(Arrays.copyOfRange(pattern, from, to), 0, to - from);
        Node child = children.get(level);
        if (child == null) {
            child = new Node(node, level);
            children.put(level, child);
            nodes++;
        }
        return child;
    }

    /** Takes a leaf out; one that is not in it: no effect. */
    void remove(Leaf leaf) {
        Leaves leaves = leaf.leaves;
        if (leaves == null) {
            return;
        }
        leaf.leaves = null;
        leaves.removeAt(leaf.index);
        Node node = Objects.requireNonNull(leaves.node);
        for (Node up = node.parent; up != null && node.isEmpty(); up = node.parent) {
            detach(up, node);
            node = up;
        }
    }

    private void detach(Node parent, Node node) {
        Map<Level, Node> children = parent.children;
        if (node.level == null) {
            parent.star = null;
        } else if (children != null) {
            children.remove(node.level);
            if (children.isEmpty()) {
                parent.children = null;
            }
        }
        nodes--;
    }

    /** Adds all leaves whose pattern matches a valid topic. §10.19-3 */
    void match(byte[] validTopic, Leaves found) {
        topic = validTopic;
        levels = 0;
        int from = 0;
        while (from <= validTopic.length) {
            int to = levelEnd(validTopic, from, validTopic.length);
            starts[levels] = from;
            hashes[levels++] = Level.hash(validTopic, from, to);
            from = to + 1;
        }
        starts[levels] = from;
        own = Arrays.equals(validTopic, 0, starts[1] - 1, OWN, 0, OWN.length);
        match(root, 0, found);
    }

    private void match(Node node, int depth, Leaves found) {
        visited++;
        if (depth == levels) {
            found.addAll(node.here);
            return;
        }
        if (depth > 0 || !own) { // §10.19-4
            if (node.rest.size > 0) {
                found.addAll(node.rest);
            }
            if (node.star != null) {
                match(node.star, depth + 1, found);
            }
        }
        Map<Level, Node> children = node.children;
        if (children != null) {
            probe.set(topic, starts[depth], starts[depth + 1] - 1, hashes[depth]);
            Node child = children.get(probe);
            if (child != null) {
                match(child, depth + 1, found);
            }
        }
    }

    /** How many nodes all matches so far have looked at. */
    long visited() {
        return visited;
    }

    /** How many nodes there are, the root included. */
    int nodes() {
        return nodes;
    }
}
