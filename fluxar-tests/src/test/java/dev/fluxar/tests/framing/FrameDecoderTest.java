package dev.fluxar.tests.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fluxar.framing.FrameDecoder;
import dev.fluxar.framing.FrameException;
import dev.fluxar.framing.FrameSink;
import dev.fluxar.framing.SpareArrays;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final int LIMIT = 16_384;

    /** §5.1-1 §5.1-2 */
    @Nested
    class HoweverTheTransportCuts {

        private final List<byte[]> frames =
                Frames.ofLengths(1, 1, 2, 3, 4, 5, 255, 256, 257, 1, 700, 1);
        private final byte[] stream = Frames.stream(frames);

        @Test
        void allInOneReadGivesTheFrames() {
            assertFrames(List.of());
        }

        @Test
        void everyCutIntoTwoReadsGivesTheFrames() {
            for (int cut = 0; cut <= stream.length; cut++) {
                assertFrames(List.of(cut));
            }
        }

        @Test
        void oneByteAtATimeGivesTheFrames() {
            assertFrames(IntStream.range(1, stream.length).boxed().toList());
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4, 5, 7, 64, 255, 256, 261})
        void readsOfOneSizeGiveTheFrames(int size) {
            assertFrames(
                    IntStream.iterate(size, at -> at < stream.length, at -> at + size)
                            .boxed()
                            .toList());
        }

        private void assertFrames(List<Integer> cuts) {
            FrameDecoder decoder = new FrameDecoder(LIMIT);
            assertThat(Frames.decode(decoder, stream, cuts))
                    .as("cut at %s", cuts)
                    .containsExactlyElementsOf(frames);
            assertThat(decoder.buffered()).isZero();
        }
    }

    /** §5.1-2, for streams that nobody thought of. */
    @Property(tries = 300)
    void anyChunkingOfAnyFramesGivesTheFrames(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 9000) Integer> lengths,
            @ForAll @Size(max = 24) Set<@IntRange(max = 30_000) Integer> places,
            @ForAll long seed) {
        List<byte[]> frames =
                Frames.ofLengths(seed, lengths.stream().mapToInt(Integer::intValue).toArray());
        byte[] stream = Frames.stream(frames);
        List<Integer> cuts =
                new TreeSet<>(places).stream().filter(place -> place <= stream.length).toList();
        FrameDecoder decoder = new FrameDecoder(9000);
        assertThat(Frames.decode(decoder, stream, cuts)).containsExactlyElementsOf(frames);
        assertThat(decoder.buffered()).isZero();
    }

    @Nested
    class PrefixesThatNoFrameMayHave {

        /** §5.1-3 */
        @Test
        void anEmptyFrameIsRefused() {
            FrameException refused = refusalOf(LIMIT, Frames.prefix(0));
            assertThat(refused).hasMessage("frame of 0 bytes announced, expected at least 1");
            assertThat(refused.prefix()).isZero();
        }

        /** §5.1-4 */
        @Test
        void theLimitIsAcceptedAndOneMoreIsNot() {
            byte[] longest = Frames.stream(Frames.ofLengths(2, LIMIT));
            assertThat(Frames.decode(new FrameDecoder(LIMIT), longest, List.of(5))).hasSize(1);
            assertThat(refusalOf(LIMIT, Frames.prefix(LIMIT + 1)))
                    .hasMessage("frame of 16385 bytes announced, at most 16384 accepted");
        }

        /** §5.1-4: the prefix is unsigned. */
        @ParameterizedTest
        @ValueSource(longs = {1L << 30, (1L << 31) - 1, 1L << 31, (1L << 31) + 1, (1L << 32) - 1})
        void lengthsOfGigabytesAreRefusedInWords(long length) {
            FrameException refused = refusalOf(LIMIT, Frames.prefix(length));
            assertThat(refused)
                    .hasMessage("frame of " + length + " bytes announced, at most 16384 accepted");
            assertThat(Integer.toUnsignedLong(refused.prefix())).isEqualTo(length);
        }

        @Test
        void theGreatestLimitDoesNotOverflow() {
            FrameDecoder decoder = new FrameDecoder(Integer.MAX_VALUE - 16);
            assertThat(Frames.decode(decoder, Frames.prefix(Integer.MAX_VALUE - 16), List.of(2)))
                    .isEmpty();
            assertThat(decoder.buffered()).isEqualTo(4);
            assertThat(refusalOf(Integer.MAX_VALUE - 16, Frames.prefix(Integer.MAX_VALUE - 15)))
                    .isNotNull();
        }

        /** §5.1-4: as soon as the four bytes are there, not earlier and not later. */
        @Test
        void aPrefixInPiecesIsJudgedByItsFourthByte() {
            for (byte[] bad : List.of(Frames.prefix(0), Frames.prefix(1L << 31))) {
                FrameDecoder decoder = new FrameDecoder(LIMIT);
                for (int i = 0; i < 3; i++) {
                    decoder.decode(bad, i, 1, (source, at, length) -> true);
                }
                assertThat(
                                catchThrowableOfType(
                                        FrameException.class,
                                        () -> decoder.decode(bad, 3, 1, (s, at, length) -> true)))
                        .isNotNull();
            }
        }

        /** §5.5-1 for what stood before it. */
        @Test
        void framesBeforeItAreHandedOver() {
            byte[] good = Frames.stream(Frames.ofLengths(3, 10, 20));
            byte[] stream = Frames.join(good, Frames.prefix(0), new byte[] {1, 2, 3});
            for (int cut = 0; cut < stream.length; cut++) {
                List<Integer> lengths = new ArrayList<>();
                FrameDecoder decoder = new FrameDecoder(LIMIT);
                int at = cut;
                assertThat(
                                catchThrowableOfType(
                                        FrameException.class,
                                        () -> {
                                            decoder.decode(stream, 0, at, add(lengths));
                                            decoder.decode(
                                                    stream, at, stream.length - at, add(lengths));
                                        }))
                        .as("cut at %d", cut)
                        .isNotNull();
                assertThat(lengths).containsExactly(10, 20);
            }
        }

        private dev.fluxar.framing.FrameSink add(List<Integer> lengths) {
            return (source, at, length) -> lengths.add(length);
        }

        private FrameException refusalOf(int limit, byte[] prefix) {
            return catchThrowableOfType(
                    FrameException.class,
                    () -> Frames.decode(new FrameDecoder(limit), prefix, List.of()));
        }
    }

    @Nested
    class ALimitThatChanges {

        private final List<byte[]> frames = Frames.ofLengths(4, 100, 1000, 100);
        private final byte[] stream = Frames.stream(frames);

        /** §8.3-6: in force from the next frame on, even in the same read. */
        @Test
        void betweenTwoFramesOfOneReadAGreaterLimitHolds() {
            for (int cut = 0; cut <= stream.length; cut++) {
                assertThat(lengthsWith(100, 1000, cut)).containsExactly(100, 1000, 100);
            }
        }

        @Test
        void betweenTwoFramesOfOneReadASmallerLimitHolds() {
            for (int cut = 0; cut <= stream.length; cut++) {
                int at = cut;
                assertThat(
                                catchThrowableOfType(
                                        FrameException.class, () -> lengthsWith(1000, 999, at)))
                        .hasMessage("frame of 1000 bytes announced, at most 999 accepted");
            }
        }

        @Test
        void withinAFrameWhatWasAcceptedStays() {
            FrameDecoder decoder = new FrameDecoder(1000);
            List<byte[]> got = new ArrayList<>();
            byte[] one = Frames.stream(Frames.ofLengths(5, 1000));
            decoder.decode(one, 0, 10, (source, at, length) -> true);
            decoder.limit(10);
            decoder.decode(
                    one,
                    10,
                    one.length - 10,
                    (source, at, length) -> got.add(Arrays.copyOfRange(source, at, at + length)));
            assertThat(got).hasSize(1);
            assertThat(got.get(0)).hasSize(1000);
        }

        /** The first frame changes the limit. */
        private List<Integer> lengthsWith(int before, int after, int cut) {
            List<Integer> lengths = new ArrayList<>();
            FrameDecoder decoder = new FrameDecoder(before);
            for (int[] piece : new int[][] {{0, cut}, {cut, stream.length}}) {
                decoder.decode(
                        stream,
                        piece[0],
                        piece[1] - piece[0],
                        (source, at, length) -> {
                            decoder.limit(after);
                            return lengths.add(length);
                        });
            }
            return lengths;
        }
    }

    /** §11.3-1: what is announced reserves nothing; what has arrived bounds what is held. */
    @Nested
    class Memory {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 100, 252, 253, 1000, 4096, 5000, 100_000})
        void anAnnouncedLengthHoldsNoMoreThanEightTimesWhatArrived(int arrived) throws Exception {
            for (int step : new int[] {1, 3, 1000, 1 << 20}) {
                FrameDecoder decoder = new FrameDecoder(1 << 30);
                byte[] bytes = Frames.join(Frames.prefix(1 << 30), new byte[arrived]);
                for (int at = 0; at < bytes.length; at += step) {
                    decoder.decode(
                            bytes,
                            at,
                            Math.min(step, bytes.length - at),
                            (source, from, length) -> true);
                }
                assertThat(decoder.buffered()).isEqualTo(4 + arrived);
                assertThat(heldBy(decoder)).isLessThanOrEqualTo(Math.max(256, 8 * (4 + arrived)));
            }
        }

        @Test
        void aLongFrameInPiecesLeavesLittleBehind() throws Exception {
            FrameDecoder decoder = new FrameDecoder(1 << 20);
            byte[] stream = Frames.stream(Frames.ofLengths(6, 1 << 20));
            assertThat(Frames.decode(decoder, stream, List.of(1, 100, 70_000))).hasSize(1);
            assertThat(decoder.buffered()).isZero();
            assertThat(heldBy(decoder)).isLessThanOrEqualTo(4096);
        }

        @Test
        void wholeFramesAreNotBuffered() throws Exception {
            FrameDecoder decoder = new FrameDecoder(1 << 20);
            byte[] stream = Frames.stream(Frames.ofLengths(7, 100_000, 200_000));
            List<byte[]> in = new ArrayList<>();
            decoder.decode(stream, 0, stream.length, (source, at, length) -> in.add(source));
            assertThat(in).allMatch(source -> source == stream);
            assertThat(heldBy(decoder)).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 4, 5, 8192, 16_384, 65_536, 70_000, 200_000})
        void whatIsClaimedIsTheSameAsWhatIsCopied(int step) {
            byte[] stream =
                    Frames.stream(
                            Frames.ofLengths(11, 100_000, 10, 65_541, 8190, 1, 65_541, 20_000));
            List<byte[]> copied = new ArrayList<>();
            List<byte[]> claimed = new ArrayList<>();
            FrameDecoder plain = new FrameDecoder(1 << 20);
            FrameDecoder claiming = new FrameDecoder(1 << 20);
            for (int at = 0; at < stream.length; at += step) {
                int length = Math.min(step, stream.length - at);
                plain.decode(stream, at, length, collect(copied));
                ByteBuffer offered = ByteBuffer.allocateDirect(length);
                offered.put(stream, at, length).flip();
                if (claiming.claims(offered)) {
                    claiming.claim(offered, collect(claimed));
                }
                byte[] rest = new byte[offered.remaining()];
                offered.get(rest);
                claiming.decode(rest, 0, rest.length, collect(claimed));
                assertThat(claiming.buffered()).isEqualTo(plain.buffered());
            }
            assertThat(claimed).hasSize(7).containsExactlyElementsOf(copied);
            assertThat(claiming.buffered()).isZero();
        }

        private FrameSink collect(List<byte[]> into) {
            return (source, at, length) -> into.add(Arrays.copyOfRange(source, at, at + length));
        }

        @Test
        void aPrefixThatIsTooLongIsFoundWhereItIsClaimed() {
            FrameDecoder decoder = new FrameDecoder(10_000);
            ByteBuffer bytes = ByteBuffer.allocateDirect(9_000);
            bytes.putInt(0, 10_001);
            assertThat(decoder.claims(bytes)).isTrue();
            assertThatThrownBy(() -> decoder.claim(bytes, (source, at, length) -> true))
                    .isInstanceOf(FrameException.class)
                    .hasMessageContaining("10001 bytes announced");
        }

        @Test
        void anArrayThatWasKeptIsNotUsedAgain() {
            FrameDecoder decoder = new FrameDecoder(1 << 20);
            List<byte[]> kept = new ArrayList<>();
            FrameSink keeping =
                    (source, at, length) -> {
                        if (decoder.keep(source, length)) {
                            kept.add(source);
                            assertThat(decoder.keep(source, length)).as("once").isFalse();
                        }
                        return true;
                    };
            for (int i = 0; i < 3; i++) {
                byte[] stream = Frames.stream(Frames.ofLengths(9, 100_000));
                decoder.decode(stream, 0, 50_000, keeping);
                decoder.decode(stream, 50_000, stream.length - 50_000, keeping);
            }
            assertThat(kept).hasSize(3);
            assertThat(kept.get(0)).isNotSameAs(kept.get(1)).isNotSameAs(kept.get(2));
            assertThat(kept.get(1)).isNotSameAs(kept.get(2));
            // Whole frames are in the transport's array.
            byte[] whole = Frames.stream(Frames.ofLengths(9, 100_000));
            decoder.decode(whole, 0, whole.length, keeping);
            assertThat(kept).hasSize(3);
            assertThat(decoder.keep(kept.get(0), 100_000)).as("later").isFalse();
        }

        @Test
        void framesThatSpanReadsTakeTurnsInTheArraysOfTheirLoop() {
            SpareArrays spares = new SpareArrays();
            FrameDecoder one = new FrameDecoder(4 << 20, spares);
            FrameDecoder other = new FrameDecoder(4 << 20, spares);
            byte[] first = arrayOf(one, 100_000);
            assertThat(arrayOf(one, 60_000)).isSameAs(first);
            assertThat(arrayOf(other, 100_000)).isSameAs(first);
            byte[] longer = arrayOf(other, 200_000);
            assertThat(arrayOf(one, 200_000)).isSameAs(longer);
            byte[] longest = arrayOf(one, 3 << 20);
            assertThat(arrayOf(one, 3 << 20)).isNotSameAs(longest);
            assertThat(arrayOf(one, 200_000)).isSameAs(longer);
        }

        private byte[] arrayOf(FrameDecoder decoder, int length) {
            byte[] stream = Frames.stream(Frames.ofLengths(9, length));
            List<byte[]> in = new ArrayList<>();
            decoder.decode(stream, 0, 50_000, (source, at, bytes) -> in.add(source));
            decoder.decode(
                    stream, 50_000, stream.length - 50_000, (source, at, bytes) -> in.add(source));
            assertThat(in).hasSize(1);
            return in.get(0);
        }

        private int heldBy(FrameDecoder decoder) throws Exception {
            Field pending = FrameDecoder.class.getDeclaredField("pending");
            pending.setAccessible(true);
            return ((byte[]) pending.get(decoder)).length;
        }
    }

    /** §9.4-1 */
    @Test
    void aSinkThatSaysStopIsGivenNothingMoreOfThatRead() {
        byte[] stream = Frames.stream(Frames.ofLengths(8, 5, 6, 7));
        for (int cut = 0; cut <= 9; cut++) {
            List<Integer> lengths = new ArrayList<>();
            FrameDecoder decoder = new FrameDecoder(LIMIT);
            decoder.decode(stream, 0, cut, (source, at, length) -> !lengths.add(length));
            if (cut < 9) {
                decoder.decode(
                        stream,
                        cut,
                        stream.length - cut,
                        (source, at, length) -> !lengths.add(length));
            }
            assertThat(lengths).as("cut at %d", cut).containsExactly(5);
            assertThat(decoder.buffered()).isZero();
        }
    }
}
