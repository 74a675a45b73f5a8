package dev.fluxar.tests.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.patterns.flow.SendCredit;
import org.junit.jupiter.api.Test;

/** The sender of a flow obeys its receiver (spec §10.12). */
class SendCreditTest {

    // §10.12-4 §10.12-1
    @Test
    void anItemMayBeWrittenWhileItemsAndBytesAreLeft() {
        SendCredit credit = new SendCredit(new Credit(2, 100));
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.itemsLeft()).isEqualTo(2);
        assertThat(credit.bytesLeft()).isEqualTo(100);
        credit.wrote(99);
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.bytesLeft()).isOne();
        credit.wrote(500); // The last one may exceed the bytes.
        assertThat(credit.mayWrite()).isFalse();
        assertThat(credit.itemsLeft()).isZero();
        assertThat(credit.bytesLeft()).isZero();
        assertThat(credit.itemsWritten()).isEqualTo(2);
    }

    // §10.12-4
    @Test
    void eitherNumberHoldsItBack() {
        SendCredit few = new SendCredit(new Credit(1, 1000));
        few.wrote(10);
        assertThat(few.mayWrite()).isFalse();
        assertThat(few.bytesLeft()).isZero();
        SendCredit small = new SendCredit(new Credit(1000, 10));
        small.wrote(10);
        assertThat(small.mayWrite()).isFalse();
        assertThat(small.itemsLeft()).isZero();
        assertThat(new SendCredit(new Credit(0, 10)).mayWrite()).isFalse();
        assertThat(new SendCredit(new Credit(10, 0)).mayWrite()).isFalse();
    }

    // §10.12-3
    @Test
    void creditNeverFalls() {
        SendCredit credit = new SendCredit(new Credit(5, 50));
        credit.resume(new Credit(4, 80));
        assertThat(credit.itemsLeft()).isEqualTo(5);
        assertThat(credit.bytesLeft()).isEqualTo(80);
        credit.resume(new Credit(9, 7));
        credit.resume(new Credit(9, 7));
        assertThat(credit.itemsLeft()).isEqualTo(9);
        assertThat(credit.bytesLeft()).isEqualTo(80);
    }

    // §10.12-8 §10.12-9
    @Test
    void aPauseHoldsUntilAnyResume() {
        SendCredit credit = new SendCredit(new Credit(5, 50));
        credit.pause();
        assertThat(credit.mayWrite()).isFalse();
        assertThat(credit.itemsLeft()).isZero();
        credit.pause();
        credit.resume(null);
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.itemsLeft()).isEqualTo(5);
        credit.pause();
        credit.resume(new Credit(1, 1));
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.itemsLeft()).isEqualTo(5);
    }

    // §10.13-1
    @Test
    void withoutCreditOnlyAPauseHoldsItBack() {
        SendCredit credit = new SendCredit(null);
        for (int i = 0; i < 1000; i++) {
            credit.wrote(1L << 40);
        }
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.itemsLeft()).isEqualTo(Long.MAX_VALUE);
        assertThat(credit.bytesLeft()).isEqualTo(Long.MAX_VALUE);
        credit.pause();
        assertThat(credit.mayWrite()).isFalse();
        credit.resume(new Credit(1, 1)); // Never a bound where there was none. §10.12-3
        assertThat(credit.itemsLeft()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theGreatestCreditIsAsGoodAsNoBound() {
        SendCredit credit = new SendCredit(Credit.UNLIMITED);
        credit.wrote(Long.MAX_VALUE - 10);
        assertThat(credit.mayWrite()).isTrue();
        assertThat(credit.bytesLeft()).isEqualTo(Long.MAX_VALUE);
    }
}
