package dev.fluxar.runtime.platform;

import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeLine;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.session.SessionTap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application one line per envelope. */
public final class FrameLog implements SessionTap {

    private static final Logger LOG = LoggerFactory.getLogger(FrameLog.class);

    private final Consumer<String> log;

    /**
     * Tells one.
     *
     * @param log hears a line for each envelope; may throw
     */
    public FrameLog(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void read(EnvelopeView view) {
        tell(view, false);
    }

    @Override
    public void wrote(byte[] encoded) {
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(encoded, 0, encoded.length, view);
        tell(view, true);
    }

    /** What the application's log throws is no business of the session. */
    private void tell(EnvelopeView view, boolean sent) {
        try {
            log.accept(EnvelopeLine.format(view, sent));
        } catch (RuntimeException | Error e) {
            LOG.warn("the frame log failed", e);
        }
    }
}
