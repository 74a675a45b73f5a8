package dev.fluxar.hub.memory;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import org.jspecify.annotations.Nullable;

/** Reads the history as of the grant. §10.25-4 */
final class HistoryReplay extends Replay {

    private final History history;

    /** Events that left the history before they were read: all before what is in it. */
    private final EventRing aside = new EventRing();

    HistoryReplay(History history, TopicPattern pattern, long limit, long since) {
        super(pattern, false, limit, since);
        this.history = history;
    }

    @Override
    @Nullable HubEvent stored(long position) {
        return history.after(position);
    }

    @Override
    @Nullable HubEvent firstAside() {
        return aside.peek();
    }

    @Override
    void takeAside() {
        aside.poll();
    }

    @Override
    int aside() {
        return aside.size();
    }

    @Override
    void keep(HubEvent old) {
        aside.add(old);
    }

    @Override
    @Nullable HubEvent dropAside() {
        return aside.dropOldest();
    }

    @Override
    void drop() {
        aside.dropNewest();
    }

    @Override
    long droppedAside() {
        return aside.takeDropped();
    }

    @Override
    long droppedBehindAside() {
        return aside.takeLead();
    }
}
