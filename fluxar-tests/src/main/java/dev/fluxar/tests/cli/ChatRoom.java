package dev.fluxar.tests.cli;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.ItemStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A room where what anyone says goes to everyone, in one order. Who reads too slowly misses some of
 * it, and is told how much: nobody waits for it. Safe for use from any thread.
 */
final class ChatRoom {

    static final int MOST_PARTICIPANTS = 256;
    static final int MOST_NAME = 64;

    /** How long one thing that is said may be, encoded. */
    static final int MOST_BYTES = 4096;

    // Guarded by this, and so is what each participant has missed.
    private final Set<Participant> here = new LinkedHashSet<>();

    /** Someone in the room. */
    private static final class Participant {
        final String name;
        final ItemStream stream;
        long missed;

        Participant(String name, ItemStream stream) {
            this.name = name;
            this.stream = stream;
        }
    }

    /** Takes part until the participant ends its direction. */
    Flow.@Nullable Publisher<?> enter(@Nullable String name, ItemStream stream) {
        if (name == null || name.isBlank() || name.length() > MOST_NAME) {
            throw new FluxarException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the name has "
                            + (name == null ? 0 : name.strip().length())
                            + " characters, expected 1 to "
                            + MOST_NAME);
        }
        Participant participant = new Participant(name, stream);
        join(participant);
        stream.onReady(() -> tellMissed(participant));
        stream.onCancel(() -> leave(participant));
        var unused =
                stream.forEach(Cbor.class, item -> say(participant, item))
                        .thenRun(() -> leave(participant));
        return null;
    }

    private synchronized void join(Participant participant) {
        if (here.size() >= MOST_PARTICIPANTS) {
            throw new FluxarException(
                    ErrorCode.OVERLOADED,
                    "the room is full, expected at most " + MOST_PARTICIPANTS + " participants");
        }
        here.add(participant);
        tellAll(Map.of("joined", participant.name));
    }

    private synchronized void leave(Participant participant) {
        if (here.remove(participant)) {
            tellAll(Map.of("left", participant.name));
            participant.stream.end();
        }
    }

    private void say(Participant from, Cbor item) {
        if (item.length() > MOST_BYTES) {
            refuse(from, "it has " + item.length() + " bytes, expected at most " + MOST_BYTES);
            return;
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("from", from.name);
        try {
            said.put("said", JsonPayload.tree(item));
            synchronized (this) {
                tellAll(said);
            }
        } catch (FluxarException e) {
            refuse(from, "it has no form in JSON");
        }
    }

    private static void refuse(Participant from, String why) {
        from.stream.fail(
                new FluxarException(
                        ErrorCode.INVALID_ARGUMENT, "what was said cannot be passed on: " + why));
    }

    private void tellAll(Map<String, ?> what) {
        Cbor item = JsonPayload.encode(what);
        here.forEach(participant -> tell(participant, item));
    }

    private void tell(Participant to, Cbor item) {
        tellMissed(to);
        if (to.missed > 0 || !trySend(to, item)) {
            to.missed++;
        }
    }

    private synchronized void tellMissed(Participant to) {
        if (to.missed > 0 && trySend(to, JsonPayload.encode(Map.of("missed", to.missed)))) {
            to.missed = 0;
        }
    }

    private static boolean trySend(Participant to, Cbor item) {
        try {
            return to.stream.trySend(item);
        } catch (FluxarException | IllegalStateException e) {
            return true; // It is gone, and is about to leave.
        }
    }
}
