package dev.fluxar.hub;

/**
 * Who a publish of mode 2 is from, and its place in that producer's sequence (spec §10.30).
 *
 * @param id 1 to 255 bytes of UTF-8
 * @param epoch 0 and up
 * @param seq 1 and up
 */
public record ProducerId(String id, long epoch, long seq) {

    /** Checks the ranges. */
    public ProducerId {
        if (epoch < 0 || seq < 1) {
            throw new IllegalArgumentException(
                    "producer has epoch "
                            + epoch
                            + " and seq "
                            + seq
                            + ", expected an epoch from 0 and a seq from 1");
        }
    }
}
