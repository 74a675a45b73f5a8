package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cancel, errors, deadlines, bye and the end of the session (spec §10.11, §10.16 and §10.17). */
class StreamEndsTest {

    private static final String ID = Letter.id(300);

    private final StreamsBench bench = StreamsBench.established();

    @AfterEach
    void nothingIsLeft() {
        bench.session.abort();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.exchanges.deadline()).isEqualTo(Session.NEVER);
        assertThat(bench.held()).isZero();
        assertThat(bench.session.budget().prefetch()).isZero();
        assertThat(bench.prefetch.waiting()).isZero();
    }

    private StreamEnd open(long deadlineMillis) {
        StreamEnd end = bench.make("x", deadlineMillis, Map.of(), StreamsBench.WINDOW);
        bench.streams.open(end.outbound());
        bench.write();
        return end;
    }

    // §10.11-1
    @Test
    void whatIsGivenUpIsToldOnce() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.cancel(end);
        bench.cancel(end);
        Letter cancel = bench.letter();
        assertThat(cancel.target()).isEqualTo("cancel");
        assertThat(cancel.ref()).isEqualTo(id);
        assertThat(cancel.payload()).isNull();
        assertThat(end.told)
                .containsExactly("stopped CANCELLED, UNKNOWN", "completed CANCELLED, UNKNOWN");
        assertThat(end.stopped).isNotNull();
    }

    // §10.11-2
    @Test
    void afterCancelEverythingIsDroppedButTheLastWord() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.read(Letter.item(id, "held"));
        bench.cancel(end);
        bench.letters();
        bench.request(end, 100);
        for (int i = 0; i < 1000; i++) {
            bench.read(Letter.item(id, "x".repeat(1000))); // Beyond all credit.
        }
        bench.read(Letter.verb(id, "pause"), Letter.resume(id, 9, 9), Letter.verb(id, "resume"));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isOne();
        assertThat(bench.held()).isZero();
        assertThat(end.items).isEmpty();
        bench.read(Letter.end(id, 304, "cancelled"));
        assertThat(bench.exchanges.live()).isZero();
        bench.read(Letter.item(id, 1));
        assertThat(bench.letters()).isEmpty();
    }

    // §10.11-2
    @Test
    void aCleanEndThatCrossedTheCancelIsTheLastWordToo() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.cancel(end);
        bench.read(Letter.verb(id, "end"));
        assertThat(bench.exchanges.live()).isZero();
        bench.read(Letter.end(id, 304, "cancelled"));
        assertThat(bench.endCode()).isNull();
        assertThat(end.told).last().isEqualTo("completed CANCELLED, UNKNOWN");
    }

    // §10.11-3 §10.11-5
    @Test
    void aCancelIsAnsweredAtOnceAndItemsThatWaitAreNotWritten() {
        StreamEnd end = bench.accept(ID);
        bench.read(Letter.item(ID, "read"));
        bench.writable = false;
        bench.give(end, 1, 2, 3);
        bench.read(Letter.verb(ID, "cancel"));
        bench.writable = true;
        bench.write();
        Letter answer = bench.letter();
        assertThat(answer.target()).isEqualTo("end");
        assertThat(answer.code()).isEqualTo(304);
        assertThat(end.stopped.code()).isEqualTo(304);
        assertThat(end.told).containsExactly("stopped CANCELLED, UNKNOWN");
        end.stream().request(5);
        assertThat(end.told).endsWith("item read", "completed CANCELLED, UNKNOWN");
    }

    // §10.11-3
    @Test
    void aCancelIsAnsweredAfterTheCleanEndToo() {
        StreamEnd end = bench.accept(ID);
        bench.end(end);
        assertThat(bench.letter().error()).isNull();
        bench.read(Letter.verb(ID, "cancel"));
        assertThat(bench.letter().code()).isEqualTo(304);
        assertThat(end.stopped).isNull(); // The source has ended before.
        assertThat(end.told).last().isEqualTo("completed CANCELLED, UNKNOWN");
    }

    // §10.11-4
    @Test
    void cancelsThatCrossAreNotAnswered() {
        StreamEnd end = bench.accept(ID);
        bench.cancel(end);
        assertThat(bench.letter().target()).isEqualTo("cancel");
        bench.read(Letter.verb(ID, "cancel"));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(end.told).hasSize(2);
    }

    // §10.11-5
    @Test
    void anOpenerThatHasItsAnswerLearnsOnlyToStop() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.give(end, 1);
        bench.letters();
        bench.read(Letter.item(id, "answer"), Letter.verb(id, "end"), Letter.verb(id, "cancel"));
        assertThat(bench.letter().code()).isEqualTo(304);
        assertThat(end.stopped.code()).isEqualTo(304);
        assertThat(end.told).isEmpty();
        end.stream().request(1);
        assertThat(end.told).containsExactly("item answer", "ended", "completed");
    }

    // §10.11-5
    @Test
    void aHandlerWhoseOpenerEndedAndThenCancelsIsTold() {
        StreamEnd end = bench.accept(ID);
        bench.read(Letter.verb(ID, "end"), Letter.verb(ID, "cancel"));
        assertThat(end.stopped.code()).isEqualTo(304);
        assertThat(end.told)
                .containsExactly(
                        "ended", "stopped CANCELLED, UNKNOWN", "completed CANCELLED, UNKNOWN");
    }

    // §10.11-6
    @Test
    void aHandlerThatWantsNoMoreCancelsBehindItsCleanEnd() {
        StreamEnd end = bench.accept(ID);
        bench.read(Letter.item(ID, "waits"));
        end.inbound().enough();
        bench.write();
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.held()).isZero();
        bench.read(Letter.item(ID, "dropped"));
        bench.request(end, 100);
        bench.give(end, "answer");
        bench.end(end);
        assertThat(bench.letters())
                .extracting(Letter::target)
                .containsExactly(null, "end", "cancel");
        assertThat(end.told).containsExactly("completed");
        bench.read(Letter.item(ID, "late"), Letter.end(ID, 304, "cancelled"));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(end.items).isEmpty();
    }

    // §10.11-6
    @Test
    void whereTheOpenerHasEndedThereIsNothingToCancel() {
        StreamEnd first = bench.accept(ID);
        bench.read(Letter.verb(ID, "end"));
        first.inbound().enough();
        bench.end(first);
        assertThat(bench.letters()).extracting(Letter::target).containsExactly("end");
        assertThat(first.told).containsExactly("ended", "completed");
        String other = Letter.id(301);
        StreamEnd second = bench.accept(other);
        second.inbound().enough();
        second.inbound().enough();
        bench.read(Letter.verb(other, "end"));
        bench.end(second);
        assertThat(bench.letters()).extracting(Letter::target).containsExactly("end");
        assertThat(second.told).containsExactly("completed");
        assertThat(bench.exchanges.live()).isZero();
    }

    // §10.11-7
    @Test
    void aFailureWithoutACodeTravelsAsInternal() {
        StreamEnd opener = bench.open("x");
        bench.letters();
        opener.stream().fail(null);
        bench.write();
        Letter sourceFailed = bench.letter();
        assertThat(sourceFailed.code()).isEqualTo(501);
        assertThat(sourceFailed.message()).isEqualTo("source failed");
        assertThat(opener.told).last().isEqualTo("completed INTERNAL, UNKNOWN");
        StreamEnd acceptor = bench.accept(ID);
        acceptor.stream().fail(null);
        bench.write();
        Letter handlerFailed = bench.letter();
        assertThat(handlerFailed.code()).isEqualTo(501);
        assertThat(handlerFailed.message()).isEqualTo("handler failed");
    }

    // §10.11-7 §10.11-8
    @Test
    void aFailureWithACodeTravelsAsItIsAndNothingBehindIt() {
        StreamEnd end = bench.accept(ID);
        bench.writable = false;
        bench.give(end, 1, 2, 3);
        end.stream()
                .fail(
                        ErrorInfo.of(
                                new FluxarException(
                                        4711, "mine", dev.fluxar.Cbor.of(new byte[] {7}))));
        end.stream().ready();
        bench.writable = true;
        bench.write();
        bench.give(end, 4);
        bench.end(end);
        Letter letter = bench.letter();
        assertThat(letter.code()).isEqualTo(4711);
        assertThat(letter.message()).isEqualTo("mine");
        assertThat(letter.error()).containsEntry("data", 7);
        bench.read(Letter.verb(ID, "cancel"), Letter.item(ID, 1));
        assertThat(bench.letters()).isEmpty();
    }

    // §10.11-9 §4.2-2
    @ParameterizedTest
    @CsvSource({"501", "101", "999", "4711", "401"})
    void anErrorClosesTheStreamWithoutAnAnswer(int code) {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.read(Letter.end(id, code, "x"));
        assertThat(bench.letters()).isEmpty();
        assertThat(end.stopped.code()).isEqualTo(code);
        assertThat(end.told).hasSize(2);
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.endCode()).isNull();
    }

    // §10.11-10
    @Test
    void anAcceptorWhoseDeadlinePassesTellsHandlerAndOpener() {
        bench.read(Letter.stream(ID, "known", 1).withMeta("timeout", 500));
        StreamEnd end = bench.accepted.get(0);
        bench.read(Letter.item(ID, "waits"));
        assertThat(end.stream().deadline()).isEqualTo(bench.now() + 500_000_000L);
        bench.pass(499);
        assertThat(bench.letters()).isEmpty();
        bench.pass(1);
        assertThat(bench.letter().code()).isEqualTo(303);
        assertThat(end.told)
                .containsExactly(
                        "stopped DEADLINE_EXCEEDED, UNKNOWN",
                        "completed DEADLINE_EXCEEDED, UNKNOWN");
        assertThat(end.stopped.code()).isEqualTo(303);
    }

    // §10.11-11
    @Test
    void anOpenerWhoseDeadlinePassesCancels() {
        StreamEnd end = open(500);
        String id = bench.letter().id();
        bench.pass(500);
        assertThat(bench.letter().target()).isEqualTo("cancel");
        assertThat(end.told).last().isEqualTo("completed DEADLINE_EXCEEDED, UNKNOWN");
        bench.pass(10_000);
        bench.read(Letter.end(id, 303, "x"));
        assertThat(bench.letters()).isEmpty();
        assertThat(end.told).hasSize(2);
    }

    // §10.11-11
    @Test
    void aDeadlineThatPassesBeforeTheOpenIsWrittenIsNotSent() {
        bench.writable = false;
        StreamEnd end = open(500);
        bench.pass(500);
        bench.writable = true;
        bench.write();
        assertThat(bench.letters()).isEmpty();
        assertThat(end.told).last().isEqualTo("completed DEADLINE_EXCEEDED, NOT_SENT");
    }

    @Test
    void aDeadlineIsForTheWholeStreamAndNoLonger() {
        StreamEnd end = open(500);
        String id = bench.letter().id();
        bench.pass(400);
        bench.request(end, 10);
        bench.read(Letter.item(id, 1));
        bench.end(end);
        bench.read(Letter.verb(id, "end"));
        assertThat(end.told).last().isEqualTo("completed");
        bench.pass(1000);
        assertThat(end.told).hasSize(3);
    }

    // §10.11-12 §4.2-1
    @ParameterizedTest
    @CsvSource({
        "301,,NOT_PROCESSED",
        "401,,NOT_PROCESSED",
        "301,read,UNKNOWN",
        "401,written,UNKNOWN",
        "305,read,UNKNOWN",
        "501,read,PROCESSED",
        "4711,written,PROCESSED",
        "304,read,UNKNOWN"
    })
    void afterAnItemNothingIsKnownToBeUndone(int code, String items, String outcome) {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.request(end, 1);
        if ("read".equals(items)) {
            bench.read(Letter.item(id, 1));
        } else if ("written".equals(items)) {
            bench.give(end, 1);
        }
        bench.read(Letter.end(id, code, "x"));
        assertThat(end.failure.code()).isEqualTo(code);
        assertThat(end.failure.outcome().name()).isEqualTo(outcome);
    }

    // §10.16-1
    @Test
    void aByeLetsStreamsGoOnAndTellsBothApplications() {
        StreamEnd accepted = bench.accept(ID);
        StreamEnd opened = bench.open("x");
        String id = bench.letter().id();
        bench.writable = false;
        StreamEnd idle = bench.open("y");
        bench.read(Letter.bye(Letter.id(8), 0, 60_000));
        bench.writable = true;
        bench.write();
        assertThat(bench.letters()).extracting(Letter::type).containsExactly(1);
        assertThat(accepted.told).containsExactly("draining");
        assertThat(opened.told).containsExactly("draining");
        assertThat(idle.told).last().isEqualTo("completed DRAINING, NOT_SENT");
        bench.give(opened, 1);
        bench.request(opened, 1);
        bench.read(Letter.item(id, 2));
        bench.give(accepted, 3);
        assertThat(bench.letters()).extracting(Letter::payload).containsExactly(1, 3);
        assertThat(opened.items).containsExactly(2);
        bench.end(opened);
        bench.end(accepted);
        bench.read(Letter.verb(id, "end"), Letter.verb(ID, "end"));
        assertThat(opened.told).last().isEqualTo("completed");
        assertThat(accepted.told).last().isEqualTo("completed");
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.endCode()).isNull();
    }

    // §10.16-2
    @Test
    void whatWasReadBeforeTheSessionEndedIsHandedOverFirst() {
        StreamEnd open = bench.accept(ID);
        bench.read(Letter.item(ID, 1), Letter.item(ID, 2));
        String other = Letter.id(301);
        StreamEnd ended = bench.accept(other);
        bench.read(Letter.item(other, 1), Letter.verb(other, "end"));
        String third = Letter.id(302);
        StreamEnd givenUp = bench.accept(third);
        bench.read(Letter.item(third, 1));
        bench.cancel(givenUp);
        bench.session.onTransportEnded(null, 0);
        assertThat(open.told).containsExactly("stopped UNAVAILABLE, UNKNOWN");
        open.stream().request(5);
        assertThat(open.told).endsWith("item 1", "item 2", "completed UNAVAILABLE, UNKNOWN");
        ended.stream().request(5);
        assertThat(ended.told)
                .containsExactly(
                        "stopped UNAVAILABLE, UNKNOWN",
                        "item 1",
                        "ended",
                        "completed UNAVAILABLE, UNKNOWN");
        givenUp.stream().request(5);
        assertThat(givenUp.items).isEmpty();
        assertThat(open.stopped).isNotNull();
    }

    @Test
    void whatIsOverAndGivenUpIsDropped() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.end(end);
        bench.letters();
        bench.read(Letter.item(id, 1), Letter.item(id, 2), Letter.verb(id, "end"));
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.held()).isPositive();
        bench.cancel(end);
        assertThat(end.told).containsExactly("completed CANCELLED, UNKNOWN");
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.held()).isZero();
    }

    /** What an application does in the callbacks. */
    @Test
    void whoEndsTheStreamWithinACallbackIsNotToldTwice() {
        for (List<Letter> lastWords :
                List.of(
                        List.of(Letter.verb(ID, "end")),
                        List.of(Letter.end(ID, 501, "x")),
                        List.of(Letter.verb(ID, "cancel")))) {
            StreamsBench fresh = StreamsBench.established();
            StreamEnd end = fresh.accept(ID);
            end.onItem =
                    item -> {
                        end.stream().cancel();
                        end.stream().fail(null);
                        end.inbound().enough();
                        end.inbound().handlerEnded();
                        end.stream().request(5);
                    };
            fresh.read(Letter.item(ID, 1), Letter.item(ID, 2));
            fresh.request(end, 1);
            assertThat(fresh.letters()).extracting(Letter::target).containsExactly("cancel");
            lastWords.forEach(fresh::read);
            assertThat(end.told)
                    .containsExactly(
                            "item 1", "stopped CANCELLED, UNKNOWN", "completed CANCELLED, UNKNOWN");
            assertThat(fresh.exchanges.live()).isZero();
            assertThat(fresh.exchanges.roomThere()).isTrue();
            assertThat(fresh.held()).isZero();
        }
    }

    // §10.17
    @Test
    void aRefusalIsToldWithItsOutcome() {
        StreamEnd end = bench.open("x");
        bench.read(Letter.end(bench.letter().id(), 301, "no handler is registered as x"));
        assertThat(end.told)
                .containsExactly(
                        "stopped NOT_FOUND, NOT_PROCESSED", "completed NOT_FOUND, NOT_PROCESSED");
        assertThat(end.failure.errorCode()).contains(ErrorCode.NOT_FOUND);
    }
}
