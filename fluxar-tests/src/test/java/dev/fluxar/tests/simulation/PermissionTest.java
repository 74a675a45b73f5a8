package dev.fluxar.tests.simulation;

import static dev.fluxar.tests.simulation.AuthBench.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Authorizer;
import dev.fluxar.ErrorCode;
import dev.fluxar.Hub;
import dev.fluxar.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what: §8.8. */
class PermissionTest implements Authorizer {

    private final AuthBench bench = new AuthBench();
    private final List<String> asked = new ArrayList<>();
    private boolean permitted;

    @AfterEach
    void close() {
        bench.close();
    }

    @Override
    public boolean permits(@Nullable String principal, Action action, String target) {
        asked.add(principal + " " + action + " " + target);
        return permitted;
    }

    private static Letter subscribe(int id, String pattern) {
        return new Letter(4, Letter.id(id), null, pattern, null, null, null);
    }

    private static Letter publish(int id, String topic, int mode) {
        return new Letter(6, Letter.id(id), null, topic, null, 1, null).withMeta("mode", mode);
    }

    private RawPeer admitted() {
        bench.listen(bench.options().withAuthorizer(this), binder -> binder.hub(Hub.inMemory()));
        return bench.admitted("ada");
    }

    private static ErrorCode code(RawPeer raw, Letter letter) {
        raw.send(letter);
        return ErrorCode.of(raw.letter().code());
    }

    // §8.8-1: whether there is such a thing or not
    @Test
    void everyOpenIsAskedAboutBeforeItIsLookedUp() {
        RawPeer raw = admitted();
        assertThat(code(raw, Letter.call(Letter.id(5), "echo", 1))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, Letter.call(Letter.id(6), "none", 1))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, Letter.stream(Letter.id(7), "none", 1)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, subscribe(8, "a.>"))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, publish(9, "a.b", 1))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(asked)
                .containsExactly(
                        "ada CALL echo",
                        "ada CALL none",
                        "ada STREAM none",
                        "ada SUBSCRIBE a.>",
                        "ada PUBLISH a.b");
    }

    // §8.8-1 §8.8-2
    @Test
    void whatIsPermittedIsLookedUp() {
        RawPeer raw = admitted();
        permitted = true;
        raw.send(Letter.call(Letter.id(5), "echo", 1));
        assertThat(raw.letter().payload()).isEqualTo(1);
        assertThat(code(raw, Letter.call(Letter.id(6), "none", 1))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(raw, Letter.stream(Letter.id(7), "none", 1)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        raw.send(subscribe(8, "a.>"));
        assertThat(raw.letter().error()).isNull();
        raw.send(publish(9, "a.b", 1));
        assertThat(raw.letters()).noneMatch(letter -> letter.error() != null);
    }

    // §8.8-1: a one-way call and a publish of mode 0 are dropped
    @Test
    void whatIsNeverAnsweredIsDropped() {
        RawPeer raw = admitted();
        permitted = true;
        raw.send(subscribe(8, "a.>"));
        raw.letter();
        permitted = false;
        raw.send(
                Letter.call(Letter.id(5), "echo", 1).withMeta("oneway", true),
                new Letter(6, Letter.id(6), null, "a.b", null, 1, null));
        assertThat(raw.letters()).isEmpty();
        assertThat(asked).endsWith("ada CALL echo", "ada PUBLISH a.b");
    }

    // §8.8-1: rows 1 to 4 go first, row 5 comes behind
    @Test
    void sizeAndFormAreCheckedBefore() {
        bench.listen(
                bench.options()
                        .withAuthorizer(this)
                        .withLimits(Limits.DEFAULT.withMessage(1024).withFrame(4096)),
                binder -> binder.hub(Hub.inMemory()));
        RawPeer raw = bench.admitted("ada");
        assertThat(code(raw, Letter.call(Letter.id(5), "echo", new byte[1500])))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(code(raw, Letter.call(Letter.id(6), "echo", 1).withMeta("timeout", "x")))
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(code(raw, publish(7, "a.b", 9))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(asked).isEmpty();
        assertThat(code(raw, Letter.call(Letter.id(8), "echo", 1).withMeta("timeout", 0)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, subscribe(9, "a..b"))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(code(raw, publish(10, "a..b", 1))).isEqualTo(ErrorCode.FORBIDDEN);
        raw.send(Letter.bye(Letter.id(11), 0, 10_000));
        raw.letters();
        assertThat(code(raw, Letter.call(Letter.id(12), "echo", 1))).isEqualTo(ErrorCode.DRAINING);
    }

    @Test
    void anAuthorizerThatFailsForbids() {
        bench.listen(
                bench.quiet()
                        .withAuthorizer(
                                (principal, action, target) -> {
                                    throw new IllegalStateException("broken");
                                }));
        RawPeer raw = bench.hello(null, Map.of());
        raw.letter();
        assertThat(code(raw, Letter.call(Letter.id(5), "echo", 1))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    // §8.8-1: without authentication the principal is nobody
    @Test
    void whoIsNobodyIsAskedAboutAsNobody() {
        bench.listen(bench.quiet().withAuthorizer(this));
        RawPeer raw = bench.hello(TOKEN, Map.of());
        raw.letter();
        assertThat(code(raw, Letter.call(Letter.id(5), "echo", 1))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(asked).containsExactly("null CALL echo");
    }

    // §8.8-1: both sides alike
    @Test
    void theInitiatorAsksItsAuthorizerToo() {
        RawPeer raw = bench.connect(bench.quiet().withAuthorizer(this));
        raw.answerHello(Map.of());
        assertThat(code(raw, Letter.call(Letter.id(5), "echo", 1))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    // §8.8-2: neither who connected nor who listens makes a difference
    @Test
    void whatIsNotRegisteredIsNotOffered() {
        RawPeer initiator = bench.connect(bench.quiet());
        initiator.answerHello(Map.of());
        assertThat(code(initiator, Letter.call(Letter.id(5), "none", 1)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        try (AuthBench other = new AuthBench()) {
            other.listen(other.options());
            RawPeer raw = other.admitted("root");
            assertThat(code(raw, Letter.call(Letter.id(5), "none", 1)))
                    .isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(code(raw, subscribe(6, "a"))).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    // §10.26: durable subscriptions are the principal's
    @Test
    void theHubKnowsThePrincipal() {
        bench.listen(bench.options(), binder -> binder.hub(Hub.inMemory()));
        Map<String, Object> meta = new HashMap<>();
        meta.put("mode", 1);
        meta.put("durable", "mine");
        RawPeer ada = bench.admitted("ada");
        RawPeer bob = bench.admitted("bob");
        ada.send(new Letter(4, Letter.id(5), null, "a.b", meta, null, null));
        assertThat(ada.letter().error()).isNull();
        bob.send(new Letter(4, Letter.id(5), null, "other", meta, null, null));
        assertThat(bob.letter().error()).isNull(); // Another principal's: no CONFLICT.
        RawPeer again = bench.admitted("bob");
        again.send(new Letter(4, Letter.id(5), null, "a.b", meta, null, null));
        assertThat(again.letter().code()).isEqualTo(ErrorCode.CONFLICT.code());
    }

    @Test
    void thePrincipalIsTheOneThatIsKnownByThen() {
        bench.listen(bench.options().withAnonymous(true).withAuthorizer(this));
        RawPeer raw = bench.hello(null);
        raw.letter();
        permitted = true;
        raw.send(Letter.call(Letter.id(5), "echo", 1));
        raw.letter();
        raw.send(AuthBench.auth(Letter.id(6), TOKEN));
        bench.decide(Authentication.accepted("ada"));
        raw.letter();
        raw.send(Letter.call(Letter.id(7), "echo", 1));
        raw.letter();
        assertThat(asked).containsExactly("null CALL echo", "ada CALL echo");
    }
}
