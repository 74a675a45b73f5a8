package dev.fluxar.runtime.platform;

import dev.fluxar.session.resume.Proofs;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Proofs by the platform's HMAC-SHA256, which every Java has. */
public final class MacProofs implements Proofs {

    private static final String ALGORITHM = "HmacSHA256";

    /** Holds nothing. */
    public MacProofs() {}

    /** §9.11-5 */
    @Override
    public byte[] hmac(byte[] secret, byte[] input) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM + ", expected one in every Java", e);
        }
    }

    /** §9.12-2 */
    @Override
    public boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
