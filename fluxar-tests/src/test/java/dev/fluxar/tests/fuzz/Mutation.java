package dev.fluxar.tests.fuzz;

import java.util.Arrays;
import java.util.Random;

/** Bends bytes: by a seed, so that every bend can be made again. */
final class Mutation {

    private static final int[] INTERESTING = {
        0, 1, 0x17, 0x18, 0x1b, 0x1f, 0x3b, 0x5f, 0x7f, 0x80, 0x87, 0x9f, 0xbb, 0xbf, 0xd8, 0xf4,
        0xf6, 0xf7, 0xf8, 0xfb, 0xff
    };

    private Mutation() {}

    /** The bytes, bent once. */
    static byte[] bend(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(64)));
        byte[] bent = bytes.clone();
        switch (random.nextInt(10)) {
            case 0 -> bent[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bent[at] = (byte) random.nextInt();
            case 2, 3 -> bent[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
            case 4 -> bent = Arrays.copyOf(bytes, at);
            case 5 -> bent = splice(bytes, at, at + length, new byte[0]);
            case 6 -> {
                byte[] more = new byte[length];
                random.nextBytes(more);
                bent = splice(bytes, at, at, more);
            }
            case 7 -> bent = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 8 -> {
                // A length or a count, as CBOR and prefixes have them.
                for (int i = at; i < Math.min(at + 4, bent.length); i++) {
                    bent[i] = (byte) (random.nextBoolean() ? 0xff : 0);
                }
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int to = Math.min(bytes.length, from + length);
                bent = splice(bytes, at, at, Arrays.copyOfRange(bytes, from, to));
            }
        }
        return bent;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] in) {
        byte[] all = new byte[bytes.length - (to - from) + in.length];
        System.arraycopy(bytes, 0, all, 0, from);
        System.arraycopy(in, 0, all, from, in.length);
        System.arraycopy(bytes, to, all, from + in.length, bytes.length - to);
        return all;
    }
}
