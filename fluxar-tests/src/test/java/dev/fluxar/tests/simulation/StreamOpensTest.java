package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams are opened and accepted (spec §10.9), and take their places (spec §11.4). */
class StreamOpensTest {

    private static final Limits SMALL = Limits.DEFAULT.withMessage(1024).withExchanges(1);

    @Nested
    class AtTheOpener {

        // §10.9-1
        @Test
        void theTimeoutIsWhatIsLeftWhenTheOpenIsWritten() {
            StreamsBench bench = StreamsBench.established();
            bench.writable = false;
            StreamEnd end = bench.make("x", 1000, Map.of("k", "v"), StreamsBench.WINDOW);
            bench.streams.open(end.outbound());
            bench.pass(700);
            bench.writable = true;
            bench.write();
            Letter open = bench.letter();
            assertThat(open.type()).isEqualTo(3);
            assertThat(open.target()).isEqualTo("x");
            assertThat(open.payload()).isEqualTo(1);
            assertThat(open.meta()).isEqualTo(Map.of("k", "v", "timeout", 300));
            bench.pass(300);
            assertThat(end.failure.getMessage()).contains("deadline");
            assertThat(end.told).last().isEqualTo("completed DEADLINE_EXCEEDED, UNKNOWN");
        }

        // §10.12-2
        @Test
        void creditIsStatedWhereItIsNotWhatWasAnnounced() {
            StreamsBench bench = StreamsBench.established();
            bench.open("x");
            assertThat(bench.letter().meta()).isNull();
            StreamEnd asking = bench.make("x", -1, Map.of(), new Credit(10, 1000));
            asking.stream().request(5);
            bench.streams.open(asking.outbound());
            bench.write();
            assertThat(bench.letter().meta()).isEqualTo(Map.of("credit", List.of(15, 1000)));
            StreamEnd all = bench.make("x", -1, Map.of(), new Credit(10, 1000));
            all.stream().request(Long.MAX_VALUE);
            bench.streams.open(all.outbound());
            bench.write();
            assertThat(bench.letter().meta())
                    .isEqualTo(Map.of("credit", List.of(Long.MAX_VALUE, Long.MAX_VALUE)));
        }

        @Test
        void whatIsAskedForBeforeTheOpenIsWrittenIsGrantedBehindIt() {
            StreamsBench bench = StreamsBench.established();
            bench.writable = false;
            StreamEnd end = bench.open("x");
            end.stream().request(1000);
            bench.writable = true;
            bench.write();
            List<Letter> letters = bench.letters();
            assertThat(letters).extracting(Letter::target).containsExactly("x", "resume");
            assertThat(letters.get(1).payload()).isEqualTo(List.of(1256, 262_144));
        }

        // §2.5-1
        @Test
        void nothingOfAStreamIsWrittenBeforeItsOpen() {
            StreamsBench bench = StreamsBench.established();
            bench.writable = false;
            StreamEnd end = bench.make("x", -1, Map.of(), StreamsBench.WINDOW);
            end.give("a", "b");
            end.endGiven = true;
            end.stream().ready();
            bench.streams.open(end.outbound());
            end.stream().ready();
            assertThat(end.demandItems).isEqualTo(-1);
            bench.writable = true;
            bench.write();
            List<Letter> letters = bench.letters();
            assertThat(letters).extracting(Letter::target).containsExactly("x", null, null, "end");
            assertThat(letters).extracting(Letter::payload).containsExactly(1, "a", "b", null);
            // A peer that announced no credit gives none. §10.13-1
            assertThat(end.demandItems).isEqualTo(Long.MAX_VALUE);
        }

        // §11.4-4 §11.4-5
        @Test
        void streamsOverTheLimitWaitAndGoInOrder() {
            StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of("exchanges", 2));
            List<StreamEnd> ends = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ends.add(bench.open("s" + i));
            }
            List<Letter> opens = bench.letters();
            assertThat(opens).extracting(Letter::target).containsExactly("s0", "s1");
            bench.cancel(ends.get(2));
            assertThat(ends.get(2).told).last().isEqualTo("completed CANCELLED, NOT_SENT");
            bench.read(Letter.end(opens.get(1).id(), 301, "no"));
            assertThat(bench.letter().target()).isEqualTo("s3");
            bench.cancel(ends.get(0)); // Its place is taken until the other side's last word.
            assertThat(bench.letter().target()).isEqualTo("cancel");
            bench.read(Letter.end(opens.get(0).id(), 304, "cancelled"));
            assertThat(bench.letter().target()).isEqualTo("s4");
            bench.session.abort();
            assertThat(bench.exchanges.live()).isZero();
            assertThat(bench.held()).isZero();
        }

        // §11.4-4
        @Test
        void callsThatWaitDoNotKeepStreamsBack() {
            StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of("exchanges", 1));
            CallsBench.Result[] results = new CallsBench.Result[50];
            for (int i = 0; i < results.length; i++) {
                results[i] = new CallsBench.Result();
                bench.calls
                        .outbound()
                        .open(
                                new OutboundCall(
                                        "c".getBytes(UTF_8),
                                        Map.of(),
                                        Payload.NULL,
                                        false,
                                        Session.NEVER,
                                        results[i]));
            }
            bench.open("s");
            for (int i = 0; i < 10; i++) {
                Letter open = bench.letter();
                if ("s".equals(open.target())) {
                    return;
                }
                bench.read(Letter.reply(open.id(), 1));
            }
            throw new AssertionError("the stream was not opened, though ten places became free");
        }

        // §4.3-1
        @Test
        void whatCannotBeAcceptedFailsAtOnce() {
            StreamsBench bench =
                    StreamsBench.established(
                            Limits.DEFAULT.withWaiting(1), Map.of("exchanges", 1, "message", 1024));
            StreamEnd late = bench.make("x", 0, Map.of(), StreamsBench.WINDOW);
            bench.streams.open(late.outbound());
            assertThat(late.told).last().isEqualTo("completed DEADLINE_EXCEEDED, NOT_SENT");
            StreamEnd large =
                    bench.make("x", -1, Map.of("k", "v".repeat(1000)), StreamsBench.WINDOW);
            bench.streams.open(large.outbound());
            assertThat(large.told).last().isEqualTo("completed TOO_LARGE, NOT_SENT");
            assertThat(large.failure.getMessage()).contains("at most 1024 accepted");
            bench.open("first");
            bench.open("waits");
            StreamEnd many = bench.open("many");
            assertThat(many.told).last().isEqualTo("completed OVERLOADED, NOT_SENT");
            assertThat(many.failure.retry()).isPresent();
            assertThat(many.stopped).isNotNull();
            StreamEnd cancelled = bench.make("x", -1, Map.of(), StreamsBench.WINDOW);
            cancelled.stream().cancel();
            bench.streams.open(cancelled.outbound());
            assertThat(cancelled.told).last().isEqualTo("completed CANCELLED, NOT_SENT");
            bench.session.drain(0, 1000, null);
            StreamEnd drained = bench.open("x");
            assertThat(drained.told).last().isEqualTo("completed DRAINING, NOT_SENT");
            bench.session.abort();
            StreamEnd lost = bench.open("x");
            assertThat(lost.told).last().isEqualTo("completed UNAVAILABLE, NOT_SENT");
            assertThat(bench.held()).isZero();
        }

        // §4.3-1
        @Test
        void aBacklogOfOpensIsBounded() {
            StreamsBench bench =
                    StreamsBench.established(
                            Limits.DEFAULT.withMessage(1024).withBudget(8192), Map.of());
            bench.writable = false;
            String told = "";
            int opened = 0;
            while (!told.startsWith("completed") && opened < 1000) {
                StreamEnd end = bench.open("x".repeat(200));
                told = end.told.isEmpty() ? "" : end.told.get(end.told.size() - 1);
                opened++;
            }
            assertThat(told).isEqualTo("completed OVERLOADED, NOT_SENT");
            assertThat(bench.session.budget().own()).isLessThanOrEqualTo(4096);
            bench.session.abort();
            assertThat(bench.held()).isZero();
        }
    }

    @Nested
    class AtTheAcceptor {

        /**
         * An open that is wrong in every way but the first ones; the code that it is refused with.
         */
        static List<List<Object>> refusals() {
            return List.of(
                    List.of(6, 503),
                    List.of(5, 307),
                    List.of(4, 401),
                    List.of(3, 302),
                    List.of(2, 303),
                    List.of(1, 301));
        }

        // §10.9-2 §2.4-1
        @ParameterizedTest
        @MethodSource("refusals")
        void theFirstConditionThatAppliesIsTold(List<Integer> wrongAndCode) {
            int wrong = wrongAndCode.get(0);
            StreamsBench bench = StreamsBench.established(SMALL, Map.of());
            if (wrong >= 4) {
                bench.accept(Letter.id(200));
            }
            if (wrong == 6) {
                bench.session.drain(0, 60_000, null);
                bench.write();
                bench.letters();
            }
            String id = Letter.id(300);
            Letter open =
                    Letter.stream(id, "unknown", wrong >= 5 ? "x".repeat(1100) : null)
                            .withMeta("timeout", wrong >= 2 ? 0 : 1000);
            if (wrong >= 3) {
                open.withMeta("credit", "much");
            }
            bench.read(open);
            Letter end = bench.letter();
            assertThat(end.ref()).isEqualTo(id);
            assertThat(end.type()).isEqualTo(3);
            assertThat(end.target()).isEqualTo("end");
            assertThat(end.code()).isEqualTo(wrongAndCode.get(1));
            assertThat(end.error().containsKey("retry")).isEqualTo(wrong == 4);
            assertThat(bench.accepted).hasSize(wrong >= 4 ? 1 : 0);
            // What still comes is dropped. §2.3-1
            bench.read(Letter.item(id, 1), Letter.verb(id, "end"));
            assertThat(bench.letters()).isEmpty();
        }

        static List<Map<String, Object>> faults() {
            return List.of(
                    Map.of("timeout", -1),
                    Map.of("timeout", "soon"),
                    Map.of("timeout", 1.5),
                    Map.of("credit", 4),
                    Map.of("credit", List.of(1)),
                    Map.of("credit", List.of(1, 2, 3)),
                    Map.of("credit", List.of(1, -2)),
                    Map.of("credit", List.of("1", 2)),
                    Map.of("traceparent", 1),
                    Map.of("tracestate", true),
                    Map.of("trace_id", List.of()));
        }

        // §3.2-1 §10.9-2
        @ParameterizedTest
        @MethodSource("faults")
        void aReservedKeyOfAnotherTypeIsRefusedByName(Map<String, Object> fault) {
            StreamsBench bench = StreamsBench.established();
            Map<String, Object> meta = new LinkedHashMap<>(fault);
            String id = Letter.id(300);
            bench.read(new Letter(3, id, null, "known", meta, null, null));
            Letter end = bench.letter();
            assertThat(end.code()).isEqualTo(302);
            assertThat(end.message()).contains(fault.keySet().iterator().next());
            assertThat(bench.accepted).isEmpty();
        }

        // §10.9-4 §3.1-3
        @Test
        void metaAndArgumentAreTheHandlers() {
            StreamsBench bench = StreamsBench.established();
            bench.read(
                    Letter.stream(Letter.id(300), "known", List.of(1, "two"))
                            .withMeta("k", "v")
                            .withMeta("oneway", "no such thing here")
                            .withMeta("timeout", null)
                            .withMeta("credit", null));
            assertThat(bench.arguments).containsExactly(List.of(1, "two"));
            assertThat(bench.metas.get(0))
                    .containsEntry("k", "v")
                    .containsEntry("oneway", "no such thing here");
            assertThat(bench.accepted.get(0).stream().deadline()).isEqualTo(Long.MAX_VALUE);
        }

        // §10.9-3 §10.2-2
        @Test
        void handlersOfStreamsAndCallsStartInTheOrderOfTheirOpens() {
            StreamsBench bench = StreamsBench.established();
            bench.readFrame(
                    Letter.content(
                            Letter.stream(Letter.id(300), "known a", 1),
                            Letter.call(Letter.id(301), "call b", 1),
                            Letter.stream(Letter.id(302), "known c", 1),
                            Letter.stream(Letter.id(303), "known d", 1),
                            Letter.call(Letter.id(304), "call e", 1)));
            assertThat(bench.started)
                    .containsExactly("known a", "call b", "known c", "known d", "call e");
        }

        // §10.9-2
        @Test
        void itemsMayFollowTheOpenAtOnce() {
            StreamsBench bench = StreamsBench.established();
            String id = Letter.id(300);
            bench.readFrame(
                    Letter.content(
                            Letter.stream(id, "known", 1),
                            Letter.item(id, "a"),
                            Letter.item(id, "b"),
                            Letter.verb(id, "end")));
            StreamEnd end = bench.accepted.get(0);
            assertThat(end.told).isEmpty();
            end.stream().request(1);
            assertThat(end.told).containsExactly("item a");
            end.stream().request(1);
            assertThat(end.told).containsExactly("item a", "item b", "ended");
        }

        // §11.4-5
        @Test
        void aPlaceIsTakenUntilTheStreamIsClosedAndItsHandlerHasEnded() {
            StreamsBench bench = StreamsBench.established(SMALL, Map.of());
            String id = Letter.id(300);
            StreamEnd first = bench.accept(id);
            bench.letters();
            bench.read(Letter.verb(id, "cancel"));
            assertThat(bench.letter().code()).isEqualTo(304);
            assertThat(bench.exchanges.live()).isZero();
            bench.read(Letter.stream(Letter.id(301), "known", 1));
            assertThat(bench.letter().code()).isEqualTo(401);
            bench.read(Letter.call(Letter.id(302), "call", 1));
            assertThat(bench.letter().code()).isEqualTo(401);
            first.inbound().handlerEnded();
            first.inbound().handlerEnded();
            StreamEnd second = bench.accept(Letter.id(303));
            // And the other way about: the handler has ended before the stream has.
            second.inbound().handlerEnded();
            bench.read(Letter.stream(Letter.id(304), "known", 1));
            assertThat(bench.letter().code()).isEqualTo(401);
            bench.end(second);
            bench.read(Letter.verb(Letter.id(303), "end"));
            assertThat(second.told).containsExactly("ended", "completed");
            bench.accept(Letter.id(305));
            assertThat(bench.accepted).hasSize(3);
        }

        // §11.4-5: rapid reset
        @Test
        void openAndCancelInALoopStartsNoMoreHandlersThanAreAnnounced() {
            StreamsBench bench =
                    StreamsBench.established(Limits.DEFAULT.withExchanges(10), Map.of());
            for (int i = 0; i < 1000; i++) {
                String id = Letter.id(1000 + i);
                bench.read(Letter.stream(id, "known", 1), Letter.verb(id, "cancel"));
            }
            assertThat(bench.started).hasSize(10);
            assertThat(bench.exchanges.live()).isZero();
        }

        // §10.12-2 §10.12-1
        @Test
        void theCreditOfTheOpenTakesThePlaceOfWhatWasAnnounced() {
            StreamsBench bench =
                    StreamsBench.established(Limits.DEFAULT, Map.of("credit", List.of(2, 10_000)));
            StreamEnd usual = bench.accept(Letter.id(300));
            assertThat(usual.demandItems).isEqualTo(2);
            assertThat(usual.demandBytes).isEqualTo(10_000);
            bench.read(
                    Letter.stream(Letter.id(301), "known", 1).withMeta("credit", List.of(1, 2000)));
            StreamEnd less = bench.accepted.get(1);
            assertThat(less.demandItems).isOne();
            bench.give(usual, 1, 2, 3);
            bench.give(less, 4, 5, 6);
            assertThat(bench.letters()).extracting(Letter::payload).containsExactly(1, 2, 4);
        }
    }
}
