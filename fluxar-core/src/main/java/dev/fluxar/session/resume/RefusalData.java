package dev.fluxar.session.resume;

import dev.fluxar.Cbor;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;

/**
 * What a RESUME_REFUSED says besides its message (spec §9.15-1).
 *
 * @param reason one word; empty where there is none that can be read
 * @param received the highest number that the responder has received; -1 where it does not say
 */
public record RefusalData(String reason, long received) {

    private static final RefusalData NONE = new RefusalData("", -1);

    /**
     * Reads a refusal. What cannot be read is as if it were not there: it ends the attempt only.
     * §9.15-3
     *
     * @param refusal RESUME_REFUSED
     * @return never null
     */
    public static RefusalData of(ErrorInfo refusal) {
        Cbor data = refusal.data();
        if (data == null) {
            return NONE;
        }
        byte[] bytes = data.toByteArray();
        String reason = "";
        long received = -1;
        try {
            CborReader in = new CborReader().reset(bytes, 0, bytes.length);
            ProtocolMap map = new ProtocolMap(in, "data of a refusal");
            for (String key = map.next(); key != null; key = map.next()) {
                switch (key) {
                    case "reason" -> reason = in.readText("reason of a refusal");
                    case "received" ->
                            received = in.readAtMost("received of a refusal", Long.MAX_VALUE);
                    default -> in.skip(CborReader.MAX_DEPTH);
                }
            }
        } catch (ProtocolException e) {
            return NONE;
        }
        return new RefusalData(reason, received);
    }
}
