package dev.fluxar;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * As whom the other side of a session has accepted this one (spec §8.7).
 *
 * @param principal whom it takes this side for, or null: it has accepted the credentials and names
 *     nobody
 * @param expires until when, by this side's clock, or null: without end. Nobody asks for new
 *     credentials before: {@link Peer#authenticate} presents them
 */
public record Identity(@Nullable String principal, @Nullable Instant expires) {}
