package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.FluxarException;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscriber that notes what it is told. For one thread. */
final class Sub implements HubSubscriber {

    final List<Grant> grants = new ArrayList<>();
    final List<FluxarException> refusals = new ArrayList<>();
    final List<FluxarException> ends = new ArrayList<>();
    final List<HubEvent> acked = new ArrayList<>();

    /** In order: granted, refused, ready, ended, acked. */
    final List<String> told = new ArrayList<>();

    int readies;
    @Nullable Runnable onEnded;
    @Nullable Runnable onReady;
    private final HubBench bench;

    Sub(HubBench bench) {
        this.bench = bench;
    }

    @Override
    public void granted(Grant grant) {
        told.add("granted");
        grants.add(grant);
    }

    @Override
    public void refused(FluxarException why) {
        told.add("refused");
        refusals.add(why);
    }

    @Override
    public void ready() {
        told.add("ready");
        readies++;
        if (onReady != null) {
            onReady.run();
        }
    }

    @Override
    public void ended(FluxarException why) {
        told.add("ended");
        ends.add(why);
        if (onEnded != null) {
            onEnded.run();
        }
    }

    @Override
    public void acked(HubEvent event) {
        told.add("acked");
        acked.add(event);
    }

    Grant grant() {
        assertThat(refusals).isEmpty();
        assertThat(grants).hasSize(1);
        return grants.get(0);
    }

    HubFeed feed() {
        return grant().feed();
    }

    FluxarException refusal() {
        assertThat(grants).isEmpty();
        assertThat(refusals).hasSize(1);
        return refusals.get(0);
    }

    FluxarException end() {
        assertThat(ends).hasSize(1);
        return ends.get(0);
    }

    @Nullable HubEvent poll() {
        return feed().poll(bench.now);
    }

    /** One event that is there. */
    HubEvent take() {
        HubEvent event = poll();
        assertThat(event).isNotNull();
        return event;
    }

    /** Topic=payload of one event, with !n for dropped and R for retained. */
    String next() {
        HubEvent event = poll();
        return event == null ? "none" : HubBench.show(event, feed().takeDropped());
    }

    /** All that there is. */
    List<String> all() {
        List<String> events = new ArrayList<>();
        for (String next = next(); !next.equals("none"); next = next()) {
            events.add(next);
        }
        return events;
    }

    void unsubscribe() {
        feed().close(Detach.UNSUBSCRIBED, Ledger.NEW, bench.now);
    }

    void leave(Ledger ledger) {
        feed().close(Detach.LEFT, ledger, bench.now);
    }
}
