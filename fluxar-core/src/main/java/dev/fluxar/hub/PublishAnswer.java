package dev.fluxar.hub;

import dev.fluxar.FluxarException;

/** Is told what a hub made of a publish, once, on any thread; must not block or throw. */
public interface PublishAnswer {

    /** For publishes of mode 0: nobody is told. */
    PublishAnswer NONE =
            new PublishAnswer() {
                @Override
                public void accepted() {}

                @Override
                public void refused(FluxarException why) {}
            };

    /** The hub holds the event for all that it must not be lost for; or it did before. */
    void accepted();

    /**
     * The hub has not taken it, for anybody.
     *
     * @param why INVALID_ARGUMENT, CONFLICT with data, or OVERLOADED with a time to retry
     */
    void refused(FluxarException why);
}
