package dev.fluxar.session.auth;

import static dev.fluxar.session.auth.AuthEvent.ACCEPTED;
import static dev.fluxar.session.auth.AuthEvent.GIVEN_UP;
import static dev.fluxar.session.auth.AuthEvent.MORE_WANTED;
import static dev.fluxar.session.auth.AuthEvent.PRESENTED;
import static dev.fluxar.session.auth.AuthEvent.REFUSED;
import static dev.fluxar.session.auth.AuthState.CHALLENGED;
import static dev.fluxar.session.auth.AuthState.IDLE;
import static dev.fluxar.session.auth.AuthState.UNANSWERED;

import dev.fluxar.session.StateTable;

/** The transitions of credentials as data, the same for whoever presents them and who is asked. */
public final class AuthTable {

    /**
     * A cell that is absent has no effect, or is a violation: PRESENTED while unanswered. §8.7-1
     */
    public static final StateTable<AuthState, AuthEvent> TABLE =
            StateTable.of(AuthState.class, AuthEvent.class)
                    .from(IDLE, UNANSWERED, PRESENTED)
                    .from(UNANSWERED, IDLE, ACCEPTED, REFUSED)
                    .from(UNANSWERED, CHALLENGED, MORE_WANTED)
                    .from(CHALLENGED, UNANSWERED, PRESENTED)
                    .from(CHALLENGED, IDLE, GIVEN_UP)
                    .build();

    private AuthTable() {}
}
