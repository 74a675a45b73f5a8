package dev.fluxar;

import java.util.function.Consumer;

/**
 * What both ends can be told before a session starts: settings, and what the other side may call
 * and open. What is not registered here is refused with {@link ErrorCode#NOT_FOUND}. Not safe for
 * use from several threads at once.
 *
 * @param <S> the type of the builder itself
 */
public interface Handlers<S extends Handlers<S>> {

    /**
     * Replaces all settings.
     *
     * @param options never null
     * @return this
     */
    S options(PeerOptions options);

    /**
     * Answers calls (spec §10.1). The payload is read as {@code type} before the handler is called;
     * one that does not fit is refused with {@link ErrorCode#INVALID_ARGUMENT}.
     *
     * @param target the method's name, 1 to 255 bytes of UTF-8; not a verb of the protocol, not
     *     beginning with {@code fluxar.}
     * @param type what the payload is read as: a record, a POJO, {@code Map}, {@code List}, {@code
     *     byte[]}, {@code String}, a boxed number, {@link Cbor} as it is, or {@code Void} to ignore
     *     it
     * @param handler called on the session's loop, or, when {@link CallHandler#mayBlock}, off it
     * @param <Q> type of the request
     * @return this
     * @throws IllegalArgumentException when the name is not allowed or already taken
     */
    <Q> S onCall(String target, Class<Q> type, CallHandler<? super Q> handler);

    /**
     * As {@link #onCall(String, Class, CallHandler)} for a generic type.
     *
     * @param target the method's name
     * @param type what the payload is read as
     * @param handler called with it
     * @param <Q> type of the request
     * @return this
     */
    <Q> S onCall(String target, GenericType<Q> type, CallHandler<? super Q> handler);

    /**
     * Takes streams on (spec §10.9). The argument is read as {@code type} before the handler is
     * called; one that does not fit is refused with {@link ErrorCode#INVALID_ARGUMENT}.
     *
     * @param target the stream's name, as that of a call
     * @param type what the argument is read as, as in {@link #onCall(String, Class, CallHandler)}
     * @param handler called on the session's loop, or, when {@link StreamHandler#mayBlock}, off it
     * @param <Q> type of the argument
     * @return this
     * @throws IllegalArgumentException when the name is not allowed or already taken by a stream
     */
    <Q> S onStream(String target, Class<Q> type, StreamHandler<? super Q> handler);

    /**
     * As {@link #onStream(String, Class, StreamHandler)} for a generic type.
     *
     * @param target the stream's name
     * @param type what the argument is read as
     * @param handler called with it
     * @param <Q> type of the argument
     * @return this
     */
    <Q> S onStream(String target, GenericType<Q> type, StreamHandler<? super Q> handler);

    /**
     * Lets the other side publish and subscribe (spec §10.19). Without a hub both are refused with
     * {@link ErrorCode#NOT_FOUND}.
     *
     * @param hub may serve any number of listeners and connections at once
     * @return this
     * @throws IllegalArgumentException when it is none of {@link Hub#inMemory}
     */
    S hub(Hub hub);

    /**
     * Declares that nobody else can read what goes over these addresses, and that who is at the
     * other end is known: a tunnel, a proxy that ends TLS, loopback on a machine of one's own (spec
     * §8.6). What only such channels may carry, {@linkplain PeerOptions#withResume sessions that
     * survive} and credentials, is then said over them.
     *
     * @return this
     */
    S trusted();

    /**
     * Hears of every session that is established, before anything of it is handled. Several may be
     * given; they are called in order on the session's loop and must not block.
     *
     * @param action called with the peer at the other end
     * @return this
     */
    S onPeer(Consumer<? super Peer> action);
}
