package dev.fluxar.tests.cli;

import static dev.fluxar.message.CborReader.ARRAY;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.Diagnostic;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeLine;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Bytes, taken apart and printed. What stands before a fault is printed before it is told. */
final class Dissection {

    private static final String[] FIELDS = {
        "type", "id", "ref", "target", "meta", "payload", "error"
    };
    private static final int PREFIX = 4;

    private final byte[] bytes;
    private final Diagnostic notation;
    private final Diagnostic whole = Diagnostic.complete();
    private final PrintWriter out;

    Dissection(byte[] bytes, Diagnostic notation, PrintWriter out) {
        this.bytes = bytes;
        this.notation = notation;
        this.out = out;
    }

    void print(DecodeCommand.Format format) {
        if (bytes.length == 0) {
            throw new CommandException("nothing to decode: the input is empty", null);
        }
        try {
            switch (format == DecodeCommand.Format.AUTO ? detect() : format) {
                case FRAMES -> frames();
                case ENVELOPES -> envelopes(0, bytes.length, "");
                default -> items();
            }
        } catch (ProtocolException e) {
            out.flush();
            throw new CommandException("malformed input at " + e.getMessage(), e);
        }
    }

    /** An envelope is an array; a length that begins like one would be over 2 GiB. */
    private DecodeCommand.Format detect() {
        if (isArray(0)) {
            return envelopeAt(0) ? DecodeCommand.Format.ENVELOPES : DecodeCommand.Format.CBOR;
        }
        boolean prefixed = bytes.length > PREFIX && isArray(PREFIX) && bytes[0] >= 0;
        return prefixed ? DecodeCommand.Format.FRAMES : DecodeCommand.Format.CBOR;
    }

    private boolean isArray(int at) {
        return (bytes[at] & 0xff) >> 5 == ARRAY;
    }

    private boolean envelopeAt(int at) {
        try {
            int size = new CborReader().reset(bytes, at, bytes.length).readArray("item");
            return size == FIELDS.length || size < 0;
        } catch (ProtocolException e) {
            return true;
        }
    }

    private void frames() {
        int at = 0;
        while (at < bytes.length) {
            int left = bytes.length - at - PREFIX;
            if (left < 0) {
                throw fault(at, "input ended within the length of a frame");
            }
            long length = ByteBuffer.wrap(bytes).getInt(at) & 0xffff_ffffL;
            out.println("frame at " + at + ": " + length + " bytes");
            if (length == 0) {
                throw fault(at, "frame of 0 bytes, expected at least 1");
            }
            int start = at + PREFIX;
            int limit = (int) Math.min(start + length, bytes.length);
            if (length > left) {
                cutFrame(start);
                throw fault(at, "frame of " + length + " bytes announced, " + left + " are there");
            }
            envelopes(start, limit, "  ");
            at = limit;
        }
    }

    private void cutFrame(int start) {
        try {
            envelopes(start, bytes.length, "  ");
        } catch (ProtocolException cut) {
            // The frame's own fault comes first.
        }
    }

    private void envelopes(int from, int limit, String indent) {
        int at = from;
        while (at < limit) {
            at = envelope(at, limit, indent);
        }
    }

    private int envelope(int at, int limit, String indent) {
        // Says where, which the decoder does not.
        int end = whole.append(bytes, at, limit, new StringBuilder());
        EnvelopeView view = new EnvelopeView();
        try {
            new EnvelopeDecoder().decode(bytes, at, end, view);
        } catch (ProtocolException e) {
            out.println(indent + "item at " + at + ": " + text(at, end));
            throw fault(at, String.valueOf(e.getMessage()));
        }
        out.println(indent + "envelope at " + at + ": " + (end - at) + " bytes");
        CborReader in = new CborReader().reset(bytes, at, end);
        in.readArray("envelope");
        int next = in.position();
        for (String field : FIELDS) {
            boolean id = field.equals("id") || field.equals("ref");
            StringBuilder value = new StringBuilder();
            next = (id ? whole : notation).append(bytes, next, end, value);
            if (field.equals("type")) {
                value.append(" / ")
                        .append(view.type().name().toLowerCase(Locale.ROOT))
                        .append(" /");
            }
            field(indent, field, value);
            if (field.equals("payload") && view.type() == MessageType.HELLO) {
                embedded(view, indent);
            }
        }
        return end;
    }

    private void field(String indent, String name, CharSequence value) {
        out.println(indent + "  " + (name + "        ").substring(0, 8) + " " + value);
    }

    /** The offer or answer of a hello, which travels as an encoded item in a byte string. */
    private void embedded(EnvelopeView view, String indent) {
        int from = view.payloadOffset();
        if ((bytes[from] & 0xff) >> 5 != CborReader.MAP) {
            return;
        }
        CborReader in = new CborReader().reset(bytes, from, from + view.payloadLength());
        ProtocolMap payload = new ProtocolMap(in, "payload");
        for (String key = payload.next(); key != null; key = payload.next()) {
            boolean known = key.equals("offer") || key.equals("answer");
            if (!known || in.peekMajor() != CborReader.BYTES) {
                in.skip(CborReader.MAX_DEPTH);
                continue;
            }
            byte[] item = in.readBytes(key);
            try {
                field(indent + "  ", key, notation.of(item));
            } catch (ProtocolException e) {
                throw fault(from, "the " + key + " in it is malformed at " + e.getMessage());
            }
        }
    }

    private void items() {
        int at = 0;
        while (at < bytes.length) {
            StringBuilder value = new StringBuilder();
            at = notation.append(bytes, at, bytes.length, value);
            out.println(value);
        }
    }

    private String text(int at, int end) {
        StringBuilder value = new StringBuilder();
        notation.append(bytes, at, end, value);
        return value.toString();
    }

    private static ProtocolException fault(int at, String what) {
        return new ProtocolException(
                dev.fluxar.ErrorCode.MALFORMED,
                "offset " + at + ": " + EnvelopeLine.printable(what));
    }
}
