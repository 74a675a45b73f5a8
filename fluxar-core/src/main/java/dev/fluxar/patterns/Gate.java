package dev.fluxar.patterns;

import dev.fluxar.Authorizer;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import org.jspecify.annotations.Nullable;

/** Says what the other side may open, before it is looked whether there is such a thing. */
@FunctionalInterface
public interface Gate {

    /** Lets everything in. */
    Gate OPEN = (action, open) -> null;

    /**
     * Looks at one open.
     *
     * @param action what it wants to do
     * @param open valid until this returns
     * @return why it is refused, or null
     */
    @Nullable ErrorInfo refusal(Authorizer.Action action, EnvelopeView open);
}
