package dev.fluxar;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One encoded CBOR data item, passed through as it is: as a payload or as the details of an error.
 * Immutable; safe for use from any thread.
 */
public final class Cbor {

    /** CBOR null. */
    public static final Cbor NULL = new Cbor(new byte[] {(byte) 0xf6});

    private final byte[] encoded;

    private Cbor(byte[] encoded) {
        this.encoded = encoded;
    }

    /**
     * Wraps one encoded item.
     *
     * @param encoded exactly one CBOR item; copied. Whether it is well-formed is checked when it is
     *     sent
     * @return never null
     */
    public static Cbor of(byte[] encoded) {
        return new Cbor(encoded.clone());
    }

    /**
     * The encoded item.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return encoded.clone();
    }

    /**
     * How long the encoded item is.
     *
     * @return bytes
     */
    public int length() {
        return encoded.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cbor cbor && Arrays.equals(encoded, cbor.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** The item's bytes in hex, at most 64 of them. */
    @Override
    public String toString() {
        int shown = Math.min(encoded.length, 64);
        String hex = HexFormat.of().formatHex(encoded, 0, shown);
        return "Cbor[" + hex + (shown < encoded.length ? "…" : "") + "]";
    }
}
