/** End-to-end encryption, pre-shared keys and password hashing. */
module dev.fluxar.crypto {
    requires transitive dev.fluxar;
    requires org.bouncycastle.provider;
    requires static org.jspecify;

    exports dev.fluxar.crypto;
}
