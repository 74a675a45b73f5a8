package dev.fluxar.session.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Credentials, and requests for some, as maps (spec §8.6 and §8.7). No error shows a value. */
public final class CredentialsCodec {

    private static final int MAX_NAME = 255;

    /** Within the maps of an offer and of its credentials. */
    private static final int ITEM_DEPTH = CborReader.MAX_DEPTH - 3;

    private CredentialsCodec() {}

    /**
     * What an {@code auth} holds: credentials, or the schemes that are asked for.
     *
     * @param scheme that is presented, or null where some are asked for
     * @param credentials null where the scheme is none that this side knows
     * @param asked the schemes that are asked for, or null
     */
    public record Content(
            @Nullable String scheme,
            @Nullable Credentials credentials,
            @Nullable List<String> asked) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return scheme == null ? "ask" : "credentials";
        }
    }

    /**
     * Encodes credentials.
     *
     * @param credentials any
     * @return one encoded map
     */
    public static byte[] encode(Credentials credentials) {
        WriteBuffer out = new WriteBuffer(128);
        if (credentials instanceof Credentials.Bearer bearer) {
            head(out, bearer, 2);
            text(out, "token", bearer.token());
        } else if (credentials instanceof Credentials.ApiKey key) {
            head(out, key, 2);
            text(out, "key", key.key());
        } else if (credentials instanceof Credentials.Password password) {
            head(out, password, 3);
            text(out, "user", password.user());
            text(out, "password", password.password());
        } else if (credentials instanceof Credentials.Custom custom) {
            head(out, custom, 3);
            text(out, "name", custom.name());
            CborWriter.text(out, "data");
            item(out, custom.data());
        }
        return out.toByteArray();
    }

    /**
     * Encodes a request for credentials.
     *
     * @param schemes acceptable ones
     * @return one encoded map
     */
    public static byte[] encodeAsk(List<String> schemes) {
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, "ask");
        texts(out, schemes);
        return out.toByteArray();
    }

    /** An array of texts. */
    static void texts(WriteBuffer out, List<String> texts) {
        CborWriter.head(out, CborReader.ARRAY, texts.size());
        for (String text : texts) {
            CborWriter.text(out, text);
        }
    }

    /** What the application gives as one item is held to be one only after a look at it. */
    static void item(WriteBuffer out, Cbor item) {
        byte[] encoded = item.toByteArray();
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        in.skip(ITEM_DEPTH);
        if (in.hasRemaining()) {
            throw malformed("bytes behind the item in auth, expected one item");
        }
        out.write(encoded, 0, encoded.length);
    }

    private static void head(WriteBuffer out, Credentials credentials, int keys) {
        CborWriter.head(out, CborReader.MAP, keys);
        text(out, "scheme", credentials.scheme());
    }

    private static void text(WriteBuffer out, String key, String value) {
        CborWriter.text(out, key);
        CborWriter.text(out, value);
    }

    /**
     * Decodes the payload of an {@code auth}, or the one of an offer.
     *
     * @param encoded one item
     * @param askable whether it may ask for credentials
     * @return never null
     * @throws ProtocolException for what is no such map. §8.6-1
     */
    public static Content decode(byte[] encoded, boolean askable) {
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        String scheme = null;
        List<String> asked = null;
        ProtocolMap map = new ProtocolMap(in, "auth");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "scheme" -> scheme = in.readText("auth scheme");
                case "ask" -> {
                    if (askable) {
                        asked = asked(in);
                    } else {
                        in.skip(CborReader.MAX_DEPTH);
                    }
                }
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        if ((scheme == null) == (asked == null)) {
            throw malformed(
                    scheme == null
                            ? "auth has no scheme"
                                    + (askable ? " and no ask" : "")
                                    + ", expected it"
                            : "auth has both scheme and ask, expected one of them");
        }
        return new Content(scheme, scheme == null ? null : credentials(scheme, encoded), asked);
    }

    private static List<String> asked(CborReader in) {
        int size = in.readArray("auth ask");
        List<String> schemes = new ArrayList<>(4);
        for (int i = 0; in.more(size, i); i++) {
            String scheme = in.readText("scheme of auth ask");
            if (schemes.size() < ProtocolMap.MAX_KEYS) {
                schemes.add(scheme);
            }
        }
        return schemes;
    }

    /** Null for a scheme that is not known: its keys have no meaning. */
    private static @Nullable Credentials credentials(String scheme, byte[] encoded) {
        return switch (scheme) {
            case "bearer" -> Credentials.bearer(required(text(encoded, "token"), "token"));
            case "apikey" -> Credentials.apiKey(required(text(encoded, "key"), "key"));
            case "credentials" ->
                    Credentials.password(
                            required(text(encoded, "user"), "user"),
                            required(text(encoded, "password"), "password"));
            case "custom" ->
                    Credentials.custom(
                            required(text(encoded, "name"), "name"),
                            required(data(encoded), "data"));
            default -> null;
        };
    }

    private static @Nullable String text(byte[] encoded, String wanted) {
        CborReader in = at(encoded, wanted);
        if (in == null) {
            return null;
        }
        String value = in.readText("auth " + wanted);
        boolean name = wanted.equals("name");
        int bytes = value.getBytes(UTF_8).length;
        int most = name ? MAX_NAME : Credentials.MAX_TEXT;
        if (bytes > most || (name && bytes == 0)) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "auth "
                            + wanted
                            + " has "
                            + bytes
                            + " bytes, expected "
                            + (name ? "1 to " : "at most ")
                            + most);
        }
        return value;
    }

    private static @Nullable Cbor data(byte[] encoded) {
        CborReader in = at(encoded, "data");
        return in == null ? null : Cbor.of(in.readItem(CborReader.MAX_DEPTH));
    }

    /** Stands at the value of a key; null where that is absent. */
    private static @Nullable CborReader at(byte[] encoded, String wanted) {
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        ProtocolMap map = new ProtocolMap(in, "auth");
        for (String key = map.next(); key != null; key = map.next()) {
            if (key.equals(wanted)) {
                return in;
            }
            in.skip(CborReader.MAX_DEPTH);
        }
        return null;
    }

    private static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw malformed("auth lacks a key, expected " + key);
        }
        return value;
    }

    static ProtocolException malformed(String message) {
        return new ProtocolException(ErrorCode.MALFORMED, message);
    }
}
