package dev.fluxar.runtime.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.transport.WriteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is registered under a target is found by its bytes, and nothing else is. §2.2-2 */
class TargetTableTest {

    private static EnvelopeView open(String target) {
        WriteBuffer out = new WriteBuffer(64);
        EnvelopeEncoder.encode(
                new Envelope(
                        MessageType.CALL, 1, 2, 0, 0, target.getBytes(UTF_8), null, null, null),
                out,
                0);
        byte[] bytes = out.toByteArray();
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(bytes, 0, bytes.length, view);
        return view;
    }

    @Property(tries = 200)
    void itIsAMapFromTargets(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Integer> entries = new HashMap<>();
        int size = random.nextInt(200);
        for (int i = 0; i < size; i++) {
            entries.put(name(random), i);
        }
        TargetTable<Integer> table = new TargetTable<>(entries);
        entries.forEach((name, value) -> assertThat(table.find(open(name))).isEqualTo(value));
        for (int i = 0; i < 200; i++) {
            String name = name(random);
            assertThat(table.find(open(name))).isEqualTo(entries.get(name));
        }
    }

    private static String name(Random random) {
        int length = 1 + random.nextInt(4);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.append("aAbB\u00fc\u4e2d.".charAt(random.nextInt(7)));
        }
        return name.toString();
    }

    @Test
    void namesOfTheSameHashAreToldApart() {
        // "Aa" and "BB" have the same hash, and so has every mixture of them.
        List<String> names = List.of("AaAaAa", "AaAaBB", "AaBBAa", "BBAaAa", "BBBBBB", "AaBBBB");
        Map<String, Integer> entries = new HashMap<>();
        names.forEach(name -> entries.put(name, entries.size()));
        TargetTable<Integer> table = new TargetTable<>(entries);
        entries.forEach((name, value) -> assertThat(table.find(open(name))).isEqualTo(value));
        assertThat(table.find(open("BBAaBB"))).isNull();
    }

    @Test
    void anEmptyOneFindsNothing() {
        assertThat(new TargetTable<>(Map.of()).find(open("x"))).isNull();
    }
}
