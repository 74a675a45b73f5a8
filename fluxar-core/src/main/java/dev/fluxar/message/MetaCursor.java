package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credit;
import java.util.Arrays;

/**
 * Reads several keys of a received meta map in one pass over the received bytes, and allocates
 * nothing but the texts that are asked for (spec §3.2). Reusable, for as many envelopes as come;
 * not thread-safe.
 *
 * <pre>
 * for (int key = cursor.reset(view).next(); key != MetaCursor.END; key = cursor.next()) {
 *     switch (key) {
 *         case SEQ -&gt; seq = cursor.unsigned();
 *         case RETAIN -&gt; retained = cursor.bool();
 *     }
 * }
 * </pre>
 *
 * <p>Values that are of another kind than is asked for are told by an {@code
 * IllegalArgumentException} that names key and kinds, as by {@link Meta}.
 */
public final class MetaCursor {

    /** What {@link #next} returns behind the last of the keys. */
    public static final int END = -1;

    /** The keys that cursors look for, which all cursors of a kind share. Immutable. */
    public static final class Keys {
        private final String[] names;
        private final byte[][] utf8;

        /**
         * Prepares keys.
         *
         * @param names numbered from 0 in this order
         */
        public Keys(String... names) {
            this.names = names.clone();
            this.utf8 = new byte[names.length][];
            for (int i = 0; i < names.length; i++) {
                utf8[i] = names[i].getBytes(UTF_8);
            }
        }

        /**
         * One of them.
         *
         * @param key its number
         * @return as given
         */
        public String name(int key) {
            return names[key];
        }
    }

    private final CborReader in = new CborReader();
    private final Keys keys;

    // Valid for a map.
    private int size;
    private int index;

    // Valid for an entry.
    private int key = END;
    private int after = -1;

    // Valid for an array.
    private int length;
    private int read;

    /**
     * Reads these keys.
     *
     * @param keys may be shared with other cursors
     */
    public MetaCursor(Keys keys) {
        this.keys = keys;
    }

    /**
     * Starts over with another envelope.
     *
     * @param view must stay valid while the cursor is used
     * @return this
     */
    public MetaCursor reset(EnvelopeView view) {
        return reset(view.source, view.metaOffset, view.metaLength);
    }

    /**
     * Starts over with an encoded map.
     *
     * @param source holds it
     * @param offset its first byte
     * @param bytes its length; 0 for no map at all
     * @return this
     */
    public MetaCursor reset(byte[] source, int offset, int bytes) {
        in.reset(source, offset, offset + bytes);
        size = bytes == 0 ? 0 : in.readMap("meta");
        index = 0;
        key = END;
        after = -1;
        return this;
    }

    /**
     * Moves on to the next of the keys whose value is not null, in the order of the map. What is
     * left of the value before is skipped.
     *
     * @return its number, or {@link #END}
     */
    public int next() {
        if (after >= 0) {
            in.position(after);
        }
        while (in.hasRemaining() && in.more(size, index)) {
            index++;
            int found = key();
            if (found >= 0 && !in.tryNull()) {
                key = found;
                int from = in.position();
                in.skip(CborReader.MAX_DEPTH);
                after = in.position();
                in.position(from);
                length = 0;
                read = 0;
                return found;
            }
            if (found < 0) {
                in.skip(CborReader.MAX_DEPTH);
            }
        }
        key = END;
        after = -1;
        return END;
    }

    /** Reads a key and returns its number, or -1 for another. */
    private int key() {
        byte[][] utf8 = keys.utf8;
        byte[] source = in.buffer;
        int bytes = in.tryDefinite(CborReader.TEXT);
        int from = in.position();
        if (bytes < 0) {
            source = in.string(CborReader.TEXT, "key");
            from = 0;
            bytes = source.length;
        } else {
            in.position(from + bytes);
        }
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i].length == bytes
                    && Arrays.equals(source, from, from + bytes, utf8[i], 0, bytes)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads the value as an unsigned integer; within an array, the next item.
     *
     * @return {@link Long#MAX_VALUE} for anything larger
     */
    public long unsigned() {
        require(CborReader.UNSIGNED, "an unsigned integer");
        return in.readAtMost("value", Long.MAX_VALUE);
    }

    /**
     * Reads the value as a boolean; within an array, the next item.
     *
     * @return the value
     */
    public boolean bool() {
        item();
        int initial = in.peek();
        if (initial != 0xf4 && initial != 0xf5) {
            throw wrong("true or false");
        }
        in.position(in.position() + 1);
        return initial == 0xf5;
    }

    /**
     * Whether the value, or the next item of an array, is a text: for keys that take several kinds.
     *
     * @return whether
     */
    public boolean isText() {
        return in.peekMajor() == CborReader.TEXT;
    }

    /**
     * Reads the value as a text; within an array, the next item.
     *
     * @return the text
     */
    public String text() {
        require(CborReader.TEXT, "a text string");
        try {
            return in.readText("meta key '" + keys.name(key) + "'");
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Reads the value as credit.
     *
     * @return numbers beyond {@link Long#MAX_VALUE} as that
     */
    public Credit credit() {
        array(2);
        return new Credit(unsigned(), unsigned());
    }

    /**
     * Goes into an array; its items are read next, in order.
     *
     * @param items how many it must have
     */
    public void array(int items) {
        require(CborReader.ARRAY, "an array");
        int start = in.position();
        int announced = in.readArray("value");
        int first = in.position();
        int found = 0;
        while (in.more(announced, found)) {
            in.skip(CborReader.MAX_DEPTH);
            found++;
        }
        in.position(start);
        if (found != items) {
            throw new IllegalArgumentException(
                    "meta key '"
                            + keys.name(key)
                            + "' is an array of "
                            + found
                            + ", expected one of "
                            + items);
        }
        in.position(first);
        length = items;
        read = 0;
    }

    private void require(int major, String expected) {
        item();
        if (in.peekMajor() != major) {
            throw wrong(expected);
        }
    }

    /** Something is there to be read. */
    private void item() {
        if (key == END || (length > 0 && read == length)) {
            throw new IllegalStateException("nothing is left of the value, expected next()");
        }
        read++;
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                (length > 0 ? "item " + read + " of " : "")
                        + "meta key '"
                        + keys.name(key)
                        + "' is "
                        + CborReader.describe(in.peek())
                        + ", expected "
                        + expected);
    }
}
