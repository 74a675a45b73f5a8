package dev.fluxar.hub;

import dev.fluxar.Delivery;
import dev.fluxar.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * One publish, as its session read it. The hub copies what it keeps, but for a payload of {@link
 * HubEvent#INLINE} bytes and more, which must not change afterwards.
 */
public final class Publication {

    private static final byte[] NONE = {};

    final Object session;
    final String principal;
    final byte[] topic;
    final byte[] metaEntries;
    final int metaCount;
    final Payload payload;
    final Delivery delivery;
    final boolean retain;
    final @Nullable ProducerId producer;
    final long unixMillis;

    /**
     * Sets all fields.
     *
     * @param session whose publish it is, by identity
     * @param principal who the session belongs to: producers are the principal's. Empty without
     *     authentication
     * @param topic UTF-8, 1 to 255 bytes; its levels are checked by the hub
     * @param metaEntries the application's entries and the tracing ones (§10.21-2), encoded: keys
     *     and values without the map's head; empty for none
     * @param metaCount how many entries they are
     * @param payload {@link Payload#NULL} for none
     * @param delivery the mode
     * @param retain whether it becomes the retained value of its topic
     * @param producer in mode 2; ignored in others
     * @param unixMillis the time
     */
    @SuppressWarnings("exports") // Sessions make publications; hubs read them.
    public Publication(
            Object session,
            String principal,
            byte[] topic,
            byte @Nullable [] metaEntries,
            int metaCount,
            Payload payload,
            Delivery delivery,
            boolean retain,
            @Nullable ProducerId producer,
            long unixMillis) {
        this.session = session;
        this.principal = principal;
        this.topic = topic;
        this.metaEntries = metaEntries == null ? NONE : metaEntries;
        this.metaCount = metaCount;
        this.payload = payload;
        this.delivery = delivery;
        this.retain = retain;
        this.producer = producer;
        this.unixMillis = unixMillis;
    }

    /**
     * Whose publish it is.
     *
     * @return compared by identity
     */
    public Object session() {
        return session;
    }

    /**
     * Who the session belongs to.
     *
     * @return empty without authentication
     */
    public String principal() {
        return principal;
    }

    /**
     * What it is published under.
     *
     * @return UTF-8, not copied
     */
    public byte[] topic() {
        return topic;
    }

    /**
     * The payload.
     *
     * @return never null
     */
    @SuppressWarnings("exports") // Hubs hand it on: it need not be named.
    public Payload payload() {
        return payload;
    }

    /**
     * The mode.
     *
     * @return never null
     */
    public Delivery delivery() {
        return delivery;
    }

    /**
     * Whether it becomes the retained value of its topic, or, without a payload, clears it.
     *
     * @return whether
     */
    public boolean retain() {
        return retain;
    }

    /**
     * Who numbered it.
     *
     * @return null where nobody did
     */
    public @Nullable ProducerId producer() {
        return producer;
    }

    /**
     * When it was read.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    public long unixMillis() {
        return unixMillis;
    }
}
