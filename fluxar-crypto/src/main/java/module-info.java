/** End-to-end encryption, pre-shared keys and password hashing. */
module dev.fluxar.crypto {
    requires transitive dev.fluxar;
}
