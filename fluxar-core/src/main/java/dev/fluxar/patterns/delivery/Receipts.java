package dev.fluxar.patterns.delivery;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.ProtocolException;

/**
 * What a subscriber remembers of the events of a subscription of mode 1 or 2 (spec §10.34): those
 * that its application holds, and in mode 2 from the floor on those that it has nacked, each by
 * itself, and those that it has acked, as ranges. In mode 2 that is at most the window, and one
 * range more. Pure, and confined to the session's thread.
 */
public final class Receipts {

    /**
     * More ranges of acked seqs than any publisher leaves that obeys the greatest window, whatever
     * it had open when a durable subscription was left.
     */
    private static final int MAX_RANGES = DeliveryLedger.MAX_WINDOW + 1;

    private final boolean exactlyOnce;
    private final int window;
    private final SeqRing<Receipt> open = new SeqRing<>(Receipt::new);

    /** What the floor has risen above and the application still holds. */
    private final SeqRing<Receipt> below = new SeqRing<>(Receipt::new);

    private final SeqRanges acked = new SeqRanges();
    private long highest;
    private long floor = 1;
    private int held;

    /**
     * Starts with nothing read.
     *
     * @param mode 1 or 2
     * @param window how many events may be read and not acked
     */
    public Receipts(Delivery mode, int window) {
        this.exactlyOnce = mode == Delivery.EXACTLY_ONCE;
        this.window = window;
    }

    /**
     * The subscription is granted.
     *
     * @param seq the highest that was ever sent
     * @param from the floor
     */
    public void granted(long seq, long from) {
        highest = seq;
        floor = from;
    }

    /**
     * How many events the application holds, those that wait for it included.
     *
     * @return 0 or more
     */
    public int held() {
        return held;
    }

    /**
     * How many seqs are remembered one by one.
     *
     * @return 0 or more
     */
    public int count() {
        return open.count() + below.count();
    }

    /**
     * How many ranges of acked seqs are remembered.
     *
     * @return 0 or more; 0 in mode 1
     */
    public int ranges() {
        return acked.count();
    }

    /**
     * An event was read.
     *
     * @param seq of its meta, 0 where it has none
     * @param told the floor that it states, or 0
     * @param attempt of its meta, 1 where it has none
     * @return what to do with it
     * @throws ProtocolException PROTOCOL_ERROR where its publisher may not have sent it. §10.21-7
     */
    public Reading read(long seq, long told, long attempt) {
        check(seq, told);
        Receipt known = open.find(seq);
        if (exactlyOnce && known != null && attempt <= known.attempt) {
            throw violation(
                    "event " + seq + " with attempt " + attempt,
                    "one above " + known.attempt + ", which was read"); // §10.21-7
        }
        highest = Math.max(highest, seq);
        if (!exactlyOnce) {
            return Reading.HAND_OVER;
        }
        if (told > floor) {
            rise(told);
        }
        if (known == null) {
            if (acked.contains(seq)) {
                return Reading.ACK_AGAIN; // §10.23-2
            }
            return open.count() >= window || acked.count() >= MAX_RANGES
                    ? Reading.BEYOND_WINDOW // §10.23-6
                    : Reading.HAND_OVER;
        }
        if (known.state() == ReceiptState.HELD) {
            known.transition(ReceiptEvent.READ_EXACTLY_ONCE);
            known.attempt = attempt;
            return Reading.HELD; // §10.23-1
        }
        return Reading.HAND_OVER;
    }

    /**
     * The event that was read last, for {@link Reading#HAND_OVER}, goes to the application or not.
     *
     * @param seq as it was read
     * @param attempt likewise
     * @param room whether it can be handed over or wait
     * @return false when a nack is to be written
     */
    public boolean take(long seq, long attempt, boolean room) {
        Receipt receipt = open.find(seq);
        if (receipt == null) {
            if (!room && !exactlyOnce) {
                return false; // Not remembered.
            }
            receipt = open.add(seq);
            receipt.begin();
        }
        boolean wasHeld = receipt.state() == ReceiptState.HELD;
        receipt.attempt = Math.max(receipt.attempt, attempt);
        if (!room) {
            receipt.transition(ReceiptEvent.READ_WITHOUT_ROOM);
            return wasHeld;
        }
        receipt.transition(
                exactlyOnce ? ReceiptEvent.READ_EXACTLY_ONCE : ReceiptEvent.READ_AT_LEAST_ONCE);
        receipt.holds++;
        held++;
        return true;
    }

    private void check(long seq, long told) {
        if (seq < 1) {
            throw violation("an event without seq", "one");
        }
        if (seq > highest + 1) {
            throw violation("event " + seq, "at most " + (highest + 1));
        }
        if (exactlyOnce && told != 0 && (told < floor || told > seq)) {
            // §10.23-4
            throw violation(
                    "event " + seq + " with floor " + told, "a floor of " + floor + " to " + seq);
        }
        if (seq < floor) {
            throw violation("event " + seq, "at least " + floor + ", the floor");
        }
    }

    private static ProtocolException violation(String seen, String expected) {
        return new ProtocolException(ErrorCode.PROTOCOL_ERROR, seen + ", expected " + expected);
    }

    /** What is below the floor is forgotten, but for what is to be settled. §10.23-5 */
    private void rise(long to) {
        floor = to;
        acked.removeBelow(to);
        for (Receipt first = open.first(); first != null && first.seq < to; first = open.first()) {
            if (first.state() == ReceiptState.HELD) {
                Receipt moved = below.add(first.seq);
                moved.begin();
                moved.transition(ReceiptEvent.READ_EXACTLY_ONCE);
                moved.attempt = first.attempt;
                moved.holds = first.holds;
            }
            forget(open, first);
        }
    }

    private static void forget(SeqRing<Receipt> ring, Receipt receipt) {
        ring.drop(receipt);
        ring.tidy();
    }

    /**
     * The application has processed an event that it was handed.
     *
     * @param seq of the event
     * @return false when it does not hold it
     */
    public boolean processed(long seq) {
        return settle(seq, ReceiptEvent.PROCESSED) > 0;
    }

    /**
     * The application has failed to process an event that it was handed.
     *
     * @param seq of the event
     * @return the highest attempt that was read, for the nack (§10.22-3); 0 when it does not hold
     *     it
     */
    public long failed(long seq) {
        return settle(seq, ReceiptEvent.FAILED);
    }

    private long settle(long seq, ReceiptEvent by) {
        SeqRing<Receipt> ring = open;
        Receipt receipt = open.find(seq);
        if (receipt == null) {
            ring = below;
            receipt = below.find(seq);
        }
        if (receipt == null || receipt.state() != ReceiptState.HELD) {
            return 0;
        }
        held--;
        if (--receipt.holds > 0) {
            return receipt.attempt;
        }
        long attempt = receipt.attempt;
        receipt.transition(by);
        if (by == ReceiptEvent.PROCESSED || ring == below || !exactlyOnce) {
            forget(ring, receipt);
        }
        if (by == ReceiptEvent.PROCESSED && exactlyOnce && ring == open) {
            acked.add(seq);
        }
        return attempt;
    }

    /**
     * What waited for the application is dropped: it will not be handed over.
     *
     * @param seq of an event that waited
     */
    public void dropped(long seq) {
        settle(seq, ReceiptEvent.FAILED);
    }
}
