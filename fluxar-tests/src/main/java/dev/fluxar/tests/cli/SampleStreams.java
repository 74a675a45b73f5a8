package dev.fluxar.tests.cli;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.ItemStream;
import dev.fluxar.StreamHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The streams that anyone can try. Only those of files block, on threads that may. */
final class SampleStreams {

    private static final long MAX_DELAY_MILLIS = Duration.ofHours(1).toMillis();

    private SampleStreams() {}

    /** What a listener serves; files where there is a directory of them. */
    static void answerAll(Handlers<?> handlers, @Nullable ServedDirectory files) {
        ChatRoom room = new ChatRoom();
        handlers.onStream("count", Count.class, (request, stream) -> count(request));
        handlers.onStream("sum", Void.class, (none, stream) -> new Sum(stream).publisher());
        handlers.onStream("chat", String.class, room::enter);
        handlers.onStream(
                "lines",
                Lines.class,
                files == null
                        ? (request, stream) -> {
                            throw new FluxarException(
                                    ErrorCode.NOT_FOUND,
                                    "no files are served here, expected a listener with --serve");
                        }
                        : StreamHandler.blocking(
                                (request, stream) -> sendLines(files, request, stream)));
    }

    private static FluxarException invalid(String message) {
        return new FluxarException(ErrorCode.INVALID_ARGUMENT, message);
    }

    /** What {@code count} takes. */
    record Count(@Nullable Long to, @Nullable Long delayMs) {}

    private static Flow.Publisher<Long> count(@Nullable Count request) {
        Long to = request == null ? null : request.to();
        Long delay = request == null || request.delayMs() == null ? 0L : request.delayMs();
        if (to == null || to < 0) {
            throw invalid("to is " + to + ", expected 0 to " + Long.MAX_VALUE);
        }
        if (delay < 0 || delay > MAX_DELAY_MILLIS) {
            throw invalid("delayMs is " + delay + ", expected 0 to " + MAX_DELAY_MILLIS);
        }
        return subscriber -> subscriber.onSubscribe(new Counting(subscriber, to, delay, () -> {}));
    }

    /** The numbers from 1, without delay; {@code given} hears of each just before the reader. */
    static Flow.Publisher<Long> counting(long to, Runnable given) {
        return subscriber -> subscriber.onSubscribe(new Counting(subscriber, to, 0, given));
    }

    /** Counts as it is asked to, by nobody's thread: the asker's, or the clock's for a moment. */
    private static final class Counting implements Flow.Subscription {
        private final Flow.Subscriber<? super Long> subscriber;
        private final long to;
        private final long delayMillis;
        private final Runnable given;

        // Guarded by this.
        private long demand;
        private long counted;

        /** An item is on its way to the subscriber, or the clock is set for one. */
        private boolean busy;

        private boolean over;
        private @Nullable CompletableFuture<Void> clock;

        Counting(
                Flow.Subscriber<? super Long> subscriber,
                long to,
                long delayMillis,
                Runnable given) {
            this.subscriber = subscriber;
            this.to = to;
            this.delayMillis = delayMillis;
            this.given = given;
        }

        @Override
        public void request(long n) {
            boolean first;
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                if (busy || over) {
                    return;
                }
                busy = true;
                first = counted == 0;
            }
            if (first || delayMillis == 0) {
                count();
            } else {
                setClock();
            }
        }

        @Override
        public synchronized void cancel() {
            over = true;
            if (clock != null) {
                clock.cancel(false);
            }
        }

        /** Only one at a time: whoever has set {@code busy}. */
        private void count() {
            while (true) {
                long item;
                synchronized (this) {
                    if (over) {
                        return;
                    }
                    if (counted == to) {
                        over = true;
                        break;
                    }
                    if (demand == 0) {
                        busy = false;
                        return;
                    }
                    demand--;
                    item = ++counted;
                }
                given.run();
                subscriber.onNext(item);
                if (delayMillis > 0 && item < to) {
                    setClock();
                    return;
                }
            }
            subscriber.onComplete();
        }

        private void setClock() {
            CompletableFuture<Void> next = new CompletableFuture<>();
            synchronized (this) {
                if (over) {
                    return;
                }
                clock = next;
            }
            var unused = next.thenRun(this::count);
            next.completeOnTimeout(null, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Adds up an upload; its publisher has the one item when the upload has ended. */
    private static final class Sum {
        private final ItemStream stream;
        private final CompletableFuture<Number> total = new CompletableFuture<>();

        // Confined to the session's loop.
        private long whole;
        private double fraction;
        private boolean exact = true;

        Sum(ItemStream stream) {
            this.stream = stream;
        }

        Flow.Publisher<Number> publisher() {
            var unused =
                    stream.forEach(Number.class, this::add)
                            .thenRun(() -> total.complete(exact ? (Number) whole : fraction));
            return subscriber -> subscriber.onSubscribe(new Once(subscriber, total));
        }

        private void add(@Nullable Number item) {
            if (item == null) {
                stream.fail(invalid("the item is null, expected a number"));
                return;
            }
            fraction += item.doubleValue();
            if (exact && (item instanceof Integer || item instanceof Long)) {
                long sum = whole + item.longValue();
                exact = ((whole ^ sum) & (item.longValue() ^ sum)) >= 0;
                whole = sum;
            } else {
                exact = false;
            }
        }
    }

    /** Gives one item when it is asked for one and there is one. */
    private record Once(Flow.Subscriber<? super Number> subscriber, CompletableFuture<Number> item)
            implements Flow.Subscription {
        @Override
        public void request(long n) {
            var unused =
                    item.thenAccept(
                            value -> {
                                subscriber.onNext(value);
                                subscriber.onComplete();
                            });
        }

        @Override
        public void cancel() {
            item.cancel(false);
        }
    }

    /** What {@code lines} takes. */
    record Lines(@Nullable String file) {}

    private static void sendLines(ServedDirectory files, @Nullable Lines request, ItemStream stream)
            throws Exception {
        try (LineReader lines = files.open(request == null ? null : request.file())) {
            String line;
            while ((line = lines.next()) != null) {
                stream.send(line);
            }
        }
    }
}
