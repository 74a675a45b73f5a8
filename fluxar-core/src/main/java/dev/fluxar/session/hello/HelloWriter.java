package dev.fluxar.session.hello;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;

/** Writes what offer and answer have in common (spec §8.2 and §8.3). */
final class HelloWriter {

    private final WriteBuffer entries = new WriteBuffer(128);
    private int keys;

    WriteBuffer key(String key) {
        keys++;
        CborWriter.text(entries, key);
        return entries;
    }

    /** Name, agent, limits and, when it is to be used, the capability {@code batch}. */
    void common(Introduction introduction, boolean batch) {
        if (introduction.name() != null) {
            CborWriter.text(key("name"), introduction.name());
        }
        if (introduction.agent() != null) {
            CborWriter.text(key("agent"), introduction.agent());
        }
        if (batch) {
            WriteBuffer out = key("caps");
            CborWriter.head(out, CborReader.MAP, 1);
            CborWriter.text(out, "batch");
            CborWriter.bool(out, true);
        }
        Announced limits = introduction.limits();
        WriteBuffer out = key("limits");
        CborWriter.head(out, CborReader.MAP, 3);
        CborWriter.text(out, "message");
        CborWriter.integer(out, limits.message());
        CborWriter.text(out, "frame");
        CborWriter.integer(out, limits.frame());
        CborWriter.text(out, "exchanges");
        CborWriter.integer(out, limits.exchanges());
    }

    /** The payload {@code {key: bytes of the map}}. */
    Payload wrap(String key) {
        WriteBuffer inner = new WriteBuffer(entries.length() + 1);
        CborWriter.head(inner, CborReader.MAP, keys);
        byte[] encoded = entries.toByteArray();
        inner.write(encoded, 0, encoded.length);
        WriteBuffer outer = new WriteBuffer(inner.length() + 16);
        CborWriter.head(outer, CborReader.MAP, 1);
        CborWriter.text(outer, key);
        CborWriter.bytes(outer, inner.toByteArray());
        return Payload.item(outer.toByteArray());
    }
}
