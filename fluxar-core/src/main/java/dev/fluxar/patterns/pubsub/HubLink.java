package dev.fluxar.patterns.pubsub;

import dev.fluxar.FluxarException;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.patterns.publish.HubSignal;
import dev.fluxar.patterns.publish.HubSignals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a hub says about one subscription, on any thread, brought onto the session's. */
final class HubLink extends HubSignal implements HubSubscriber {

    private static final int GRANTED = 1;
    private static final int REFUSED = 2;
    private static final int ACKED = 4;
    private static final int ENDED = 8;
    private static final int READY = 16;

    private final PublisherSubscription subscription;
    private final HubSignals signals;

    // Written before the signal is raised, read behind it.
    private @Nullable Grant grant;
    private @Nullable FluxarException refusal;
    private @Nullable FluxarException end;

    /** Guarded by itself; bounded by what was open in the grant. */
    private final List<HubEvent> acked = new ArrayList<>(0);

    HubLink(PublisherSubscription subscription, HubSignals signals) {
        this.subscription = subscription;
        this.signals = signals;
    }

    @Override
    public void granted(Grant granted) {
        grant = granted;
        signals.raise(this, GRANTED);
    }

    @Override
    public void refused(FluxarException why) {
        refusal = why;
        signals.raise(this, REFUSED);
    }

    @Override
    public void ready() {
        signals.raise(this, READY);
    }

    @Override
    public void ended(FluxarException why) {
        end = why;
        signals.raise(this, ENDED);
    }

    @Override
    public void acked(HubEvent event) {
        synchronized (acked) {
            acked.add(event);
        }
        signals.raise(this, ACKED);
    }

    @Override
    protected void onSignal(int bits) {
        Grant granted = grant;
        if ((bits & GRANTED) != 0 && granted != null) {
            grant = null;
            subscription.onGranted(granted);
        }
        FluxarException refused = refusal;
        if ((bits & REFUSED) != 0 && refused != null) {
            subscription.onRefused(refused);
        }
        if ((bits & ACKED) != 0) {
            takeAcked().forEach(subscription::onAckedBefore);
        }
        FluxarException ended = end;
        if ((bits & ENDED) != 0 && ended != null) {
            subscription.onHubEnded(ended);
        }
        if ((bits & READY) != 0) {
            subscription.onReady();
        }
    }

    private List<HubEvent> takeAcked() {
        synchronized (acked) {
            List<HubEvent> taken = List.copyOf(acked);
            acked.clear();
            return taken;
        }
    }
}
