package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import dev.fluxar.session.SessionTap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of §10.10 and §10.12 as plain counters, held against every envelope that one side
 * writes and reads.
 */
final class FlowModel implements SessionTap {

    private final Credit theirs;
    private final Map<String, Flow> flows = new HashMap<>();

    /** The ids of streams by their names. */
    final Map<String, String> ids = new HashMap<>();

    /** What was written, for comparison. */
    final List<String> log = new ArrayList<>();

    /** One direction, from here. */
    private static final class Flow {
        BigInteger items;
        BigInteger bytes;
        long itemsWritten;
        long bytesWritten;
        boolean paused;
        boolean ended;
        boolean over;

        // The greatest that was granted the other way.
        long grantedItems;
        long grantedBytes;

        Flow(Credit first) {
            items = BigInteger.valueOf(first.items());
            bytes = BigInteger.valueOf(first.bytes());
        }
    }

    /** For a side whose other side has announced this. */
    FlowModel(Credit theirs) {
        this.theirs = theirs;
    }

    private static String hex(long high, long low) {
        return String.format("%016x%016x", high, low);
    }

    @Override
    public void read(EnvelopeView view) {
        if (view.type().code() != 3) {
            return;
        }
        if (!view.hasRef()) {
            Flow flow = new Flow(theirs);
            Meta meta = view.meta();
            if (meta != null && meta.toMap().get("credit") instanceof Cbor stated) {
                flow = new Flow(new Credit(0, 0));
                take(flow, Letter.decode(stated.toByteArray()));
            }
            flows.put(hex(view.idHigh(), view.idLow()), flow);
            return;
        }
        Flow flow = flows.get(hex(view.refHigh(), view.refLow()));
        if (flow == null) {
            throw new AssertionError("a continuation of a stream that nobody opened");
        }
        switch (view.target()) {
            case "pause" -> flow.paused = true;
            case "resume" -> {
                flow.paused = false;
                if (view.hasPayload()) {
                    take(flow, Letter.decode(view.copyPayload()));
                }
            }
            default -> {}
        }
    }

    private static void take(Flow flow, Object credit) {
        List<?> numbers = (List<?>) credit;
        flow.items = flow.items.max(new BigInteger(numbers.get(0).toString()));
        flow.bytes = flow.bytes.max(new BigInteger(numbers.get(1).toString()));
    }

    @Override
    public void wrote(byte[] encoded) {
        Letter letter = Letter.read(encoded).get(0);
        log.add(HexFormat.of().formatHex(encoded));
        if (letter.type() != 3) {
            return;
        }
        if (letter.ref() == null) {
            flows.put(letter.id(), new Flow(theirs));
            ids.put(letter.target(), letter.id());
            return;
        }
        Flow flow = flows.get(letter.ref());
        if (flow == null) {
            return; // A refusal.
        }
        if (letter.target() == null) {
            writesItem(flow, encoded.length);
        } else if (letter.target().equals("end")) {
            assertThat(flow.over).as("nothing behind an error or a cancel").isFalse();
            assertThat(flow.ended && letter.error() == null).as("one clean end").isFalse();
            flow.ended = true;
            flow.over |= letter.error() != null; // §10.11-8
        } else if (letter.target().equals("cancel")) {
            assertThat(flow.over).as("one cancel").isFalse(); // §10.11-1
            flow.over = true;
        } else if (letter.payload() instanceof List<?> granted) {
            grants(flow, granted);
        }
    }

    private static void writesItem(Flow flow, int length) {
        assertThat(flow.ended || flow.over).as("no item after the end").isFalse(); // §10.10-3
        assertThat(flow.paused).as("no item while paused").isFalse(); // §10.12-8
        // §10.12-4
        assertThat(BigInteger.valueOf(flow.itemsWritten)).isLessThan(flow.items);
        assertThat(BigInteger.valueOf(flow.bytesWritten)).isLessThan(flow.bytes);
        flow.itemsWritten++;
        flow.bytesWritten += length; // §10.12-5
    }

    /** A repetition does no harm, but nobody should write one. */
    private static void grants(Flow flow, List<?> granted) {
        long items = ((Number) granted.get(0)).longValue();
        long bytes = ((Number) granted.get(1)).longValue();
        assertThat(items > flow.grantedItems || bytes > flow.grantedBytes).isTrue();
        assertThat(items).isGreaterThanOrEqualTo(flow.grantedItems);
        assertThat(bytes).isGreaterThanOrEqualTo(flow.grantedBytes);
        flow.grantedItems = items;
        flow.grantedBytes = bytes;
    }

    /** The id of a stream that this side has opened and written. */
    @Nullable String id(String name) {
        return ids.get(name);
    }
}
