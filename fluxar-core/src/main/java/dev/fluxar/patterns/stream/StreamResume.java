package dev.fluxar.patterns.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.flow.ReceiveCredit;
import dev.fluxar.transport.WriteBuffer;

/** A {@code resume} with credit: what it grants is in force from when it is written. §10.12-7 */
final class StreamResume extends Envelope {

    private static final byte[] RESUME = "resume".getBytes(US_ASCII);

    private final ReceiveCredit credit;
    private final long items;
    private final long bytes;

    StreamResume(ReceiveCredit credit, long refHigh, long refLow, long items, long bytes) {
        super(MessageType.STREAM, 0, 0, refHigh, refLow, RESUME, null, payload(items, bytes), null);
        this.credit = credit;
        this.items = items;
        this.bytes = bytes;
    }

    private static Payload payload(long items, long bytes) {
        WriteBuffer out = new WriteBuffer(CreditCodec.MAX_LENGTH);
        CreditCodec.write(out, items, bytes);
        return Payload.item(out.toByteArray());
    }

    @Override
    public void written() {
        credit.written(items, bytes);
    }
}
