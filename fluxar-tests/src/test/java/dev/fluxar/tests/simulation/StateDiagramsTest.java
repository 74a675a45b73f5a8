package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.patterns.delivery.DeliveryEvent;
import dev.fluxar.patterns.delivery.DeliveryState;
import dev.fluxar.patterns.delivery.DeliveryTable;
import dev.fluxar.patterns.delivery.ReceiptEvent;
import dev.fluxar.patterns.delivery.ReceiptState;
import dev.fluxar.patterns.delivery.ReceiptTable;
import dev.fluxar.patterns.publish.ProducerEvent;
import dev.fluxar.patterns.publish.ProducerState;
import dev.fluxar.patterns.publish.ProducerTable;
import dev.fluxar.patterns.pubsub.PublisherEvent;
import dev.fluxar.patterns.pubsub.PublisherState;
import dev.fluxar.patterns.pubsub.PublisherTable;
import dev.fluxar.patterns.pubsub.SubscriberEvent;
import dev.fluxar.patterns.pubsub.SubscriberState;
import dev.fluxar.patterns.pubsub.SubscriberTable;
import dev.fluxar.patterns.rpc.CalleeEvent;
import dev.fluxar.patterns.rpc.CalleeState;
import dev.fluxar.patterns.rpc.CalleeTable;
import dev.fluxar.patterns.rpc.CallerEvent;
import dev.fluxar.patterns.rpc.CallerState;
import dev.fluxar.patterns.rpc.CallerTable;
import dev.fluxar.patterns.stream.AcceptorTable;
import dev.fluxar.patterns.stream.OpenerTable;
import dev.fluxar.patterns.stream.StreamEvent;
import dev.fluxar.patterns.stream.StreamState;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.SessionTable;
import dev.fluxar.session.StateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The diagrams of the specification are drawn from the tables that the code runs on. */
class StateDiagramsTest {

    // §9.5-1 §9.5-2 §9.5-3 §10.6-1 §10.7-1 §10.14-1 §10.15-1
    @Test
    void theDiagramsOfTheSpecificationAreThoseOfTheTables() {
        assertThat(SpecTable.page("states.md"))
                .contains(diagram(SessionTable.TABLE, SessionState.values(), SessionEvent.values()))
                .contains(diagram(CallerTable.TABLE, CallerState.values(), CallerEvent.values()))
                .contains(diagram(CalleeTable.TABLE, CalleeState.values(), CalleeEvent.values()))
                .contains(
                        diagram(
                                OpenerTable.TABLE,
                                new StreamState[] {
                                    StreamState.IDLE,
                                    StreamState.SENDING,
                                    StreamState.ACTIVE,
                                    StreamState.CANCELLING,
                                    StreamState.CLOSED
                                },
                                StreamEvent.values()))
                .contains(
                        diagram(
                                AcceptorTable.TABLE,
                                new StreamState[] {
                                    StreamState.RECEIVING,
                                    StreamState.ACTIVE,
                                    StreamState.CANCELLING,
                                    StreamState.CLOSED
                                },
                                StreamEvent.values()));
    }

    // §10.31-1 §10.32-1 §10.33-1 §10.34-1 §10.35-1
    @Test
    void theDiagramsOfTopicsAreThoseOfTheTables() {
        assertThat(SpecTable.page("states.md"))
                .contains(
                        diagram(
                                SubscriberTable.TABLE,
                                SubscriberState.values(),
                                SubscriberEvent.values()))
                .contains(
                        diagram(
                                PublisherTable.TABLE,
                                PublisherState.values(),
                                PublisherEvent.values()))
                .contains(
                        diagram(
                                DeliveryTable.TABLE,
                                DeliveryState.values(),
                                DeliveryEvent.values(),
                                "SETTLED",
                                "GIVEN_UP"))
                .contains(
                        diagram(
                                ReceiptTable.TABLE,
                                ReceiptState.values(),
                                ReceiptEvent.values(),
                                "ACKED"))
                .contains(
                        diagram(
                                ProducerTable.TABLE,
                                ProducerState.values(),
                                ProducerEvent.values()));
    }

    /** One arrow from state to state, with all events that lead along it. */
    private static <S extends Enum<S>, E extends Enum<E>> String diagram(
            StateTable<S, E> table, S[] states, E[] events) {
        return diagram(table, states, events, "CLOSED");
    }

    private static <S extends Enum<S>, E extends Enum<E>> String diagram(
            StateTable<S, E> table, S[] states, E[] events, String... last) {
        StringBuilder drawn = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        drawn.append("    [*] --> ").append(states[0]).append('\n');
        for (S from : states) {
            for (S to : states) {
                List<String> along = new ArrayList<>();
                for (E event : events) {
                    if (table.next(from, event) == to) {
                        along.add(event.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                    }
                }
                if (!along.isEmpty()) {
                    drawn.append(
                            "    %s --> %s: %s%n".formatted(from, to, String.join("<br/>", along)));
                }
            }
        }
        for (String end : last) {
            drawn.append("    ").append(end).append(" --> [*]\n");
        }
        return drawn.append("```\n").toString();
    }
}
