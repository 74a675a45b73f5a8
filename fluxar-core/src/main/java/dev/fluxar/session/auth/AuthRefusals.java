package dev.fluxar.session.auth;

import dev.fluxar.Authentication;
import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.transport.WriteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How credentials are refused: by fixed words for each code, so that an unknown user, a wrong
 * password and an unknown key look the same, and nothing of what was presented comes back. §8.6-9
 * §8.6-10
 */
final class AuthRefusals {

    private AuthRefusals() {}

    /** The codes of §8.7-10. */
    static ErrorInfo of(Authentication.Refused refused) {
        return switch (refused.code()) {
            case RATE_LIMITED -> {
                long millis =
                        refused.retry() == null
                                ? ErrorInfo.RETRY_MILLIS
                                : Math.max(0, refused.retry().toMillis());
                yield new ErrorInfo(
                        ErrorCode.RATE_LIMITED.code(), "too many attempts", null, millis);
            }
            case UNSUPPORTED -> unsupported(refused.schemes());
            case CREDENTIALS_EXPIRED ->
                    ErrorInfo.of(ErrorCode.CREDENTIALS_EXPIRED, "the credentials have expired");
            case FORBIDDEN ->
                    ErrorInfo.of(ErrorCode.FORBIDDEN, "this principal may not use this peer");
            case UNAUTHENTICATED -> wrong();
            default -> unavailable();
        };
    }

    static ErrorInfo wrong() {
        return ErrorInfo.of(ErrorCode.UNAUTHENTICATED, "the credentials are not accepted");
    }

    static ErrorInfo unavailable() {
        return ErrorInfo.of(ErrorCode.UNAVAILABLE, "credentials cannot be decided about now");
    }

    static ErrorInfo required() {
        return ErrorInfo.of(ErrorCode.UNAUTHENTICATED, "no credentials presented, expected some");
    }

    static ErrorInfo overOpenChannel() {
        return ErrorInfo.of(
                ErrorCode.UNAUTHENTICATED,
                "credentials over a channel that others may read, expected a confidential one");
    }

    static ErrorInfo otherPrincipal() {
        return ErrorInfo.of(
                ErrorCode.CONFLICT, "credentials of another principal than the session's");
    }

    /** With what is accepted. §8.6-1 */
    static ErrorInfo unsupported(List<String> schemes) {
        WriteBuffer data = new WriteBuffer(64);
        CborWriter.head(data, CborReader.MAP, 1);
        CborWriter.text(data, "schemes");
        CredentialsCodec.texts(data, schemes);
        return new ErrorInfo(
                ErrorCode.UNSUPPORTED.code(),
                "scheme not accepted, expected one of " + schemes,
                Cbor.of(data.toByteArray()),
                -1);
    }

    /** What an operation of this side fails with before anything is sent. */
    static FluxarException notSent(ErrorCode code, String message) {
        return FluxarException.ofOperation(
                code.code(), message, Outcome.NOT_SENT, null, null, null);
    }

    /** What an operation fails with that the other side has refused. */
    static FluxarException refused(@Nullable ErrorInfo error) {
        return error == null
                ? notSent(ErrorCode.CANCELLED, "the challenge was not answered")
                : error.toException();
    }
}
