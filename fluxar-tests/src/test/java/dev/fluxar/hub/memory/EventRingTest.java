package dev.fluxar.hub.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Publication;
import dev.fluxar.message.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The ring, against a list in which every dropped event has its place. §10.27-2 */
class EventRingTest {

    private static HubEvent event(long position) {
        return new HubEvent(
                new Publication(
                        "session",
                        "",
                        "t".getBytes(UTF_8),
                        null,
                        0,
                        Payload.NULL,
                        Delivery.AT_MOST_ONCE,
                        false,
                        null,
                        0),
                position,
                false,
                false);
    }

    @Property(tries = 300)
    void everyDroppedEventIsCountedWithTheOneBehindIt(@ForAll long seed) {
        Random random = new Random(seed);
        EventRing ring = new EventRing();
        /** Events that wait; null: dropped there. */
        List<HubEvent> model = new ArrayList<>();
        long position = 0;
        int bias = 1 + random.nextInt(4);
        for (int step = 0; step < 600; step++) {
            switch (random.nextInt(6 + bias)) {
                case 0, 1 -> {
                    long dropped = 0;
                    while (!model.isEmpty() && model.get(0) == null) {
                        model.remove(0);
                        dropped++;
                    }
                    if (model.isEmpty()) {
                        for (long i = 0; i < dropped; i++) {
                            model.add(null);
                        }
                        assertThat(ring.poll()).isNull();
                    } else {
                        assertThat(ring.peek()).isSameAs(model.get(0));
                        assertThat(ring.poll()).isSameAs(model.remove(0));
                        assertThat(ring.takeDropped()).isEqualTo(dropped);
                        assertThat(ring.takeDropped()).isZero();
                    }
                }
                case 2 -> {
                    ring.dropNewest();
                    model.add(null);
                }
                case 3 -> {
                    int first = firstEvent(model);
                    if (first < 0) {
                        assertThat(ring.dropOldest()).isNull();
                    } else {
                        assertThat(ring.dropOldest()).isSameAs(model.get(first));
                        model.set(first, null);
                    }
                }
                case 4 -> {
                    ring.lost(2);
                    model.add(0, null);
                    model.add(0, null);
                }
                default -> {
                    HubEvent event = event(++position);
                    ring.add(event);
                    model.add(event);
                }
            }
            int waiting = (int) model.stream().filter(e -> e != null).count();
            assertThat(ring.size()).isEqualTo(waiting);
            assertThat(ring.isEmpty()).isEqualTo(waiting == 0);
        }
    }

    private static int firstEvent(List<HubEvent> model) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i) != null) {
                return i;
            }
        }
        return -1;
    }
}
