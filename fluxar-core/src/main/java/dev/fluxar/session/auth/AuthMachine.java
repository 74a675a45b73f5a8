package dev.fluxar.session.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the credentials of one side are. Not thread-safe. */
final class AuthMachine {

    private static final Logger LOG = LoggerFactory.getLogger(AuthMachine.class);

    private final String whose;
    private AuthState state = AuthState.IDLE;

    AuthMachine(String whose) {
        this.whose = whose;
    }

    AuthState state() {
        return state;
    }

    /** The one place where the state changes. */
    boolean transition(AuthEvent event) {
        AuthState next = AuthTable.TABLE.next(state, event);
        if (next == null) {
            LOG.debug("{} credentials, {}: {} has no effect", whose, state, event);
            return false;
        }
        LOG.debug("{} credentials, {} -> {} by {}", whose, state, next, event);
        state = next;
        return true;
    }
}
