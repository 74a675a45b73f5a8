package dev.fluxar.tests.streams;

import java.util.concurrent.Flow;

/** So many items of so many bytes. */
record Large(int items, int bytes) implements Flow.Publisher<byte[]> {

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        Numbers.upTo(items)
                .subscribe(
                        new Flow.Subscriber<>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                subscriber.onSubscribe(subscription);
                            }

                            @Override
                            public void onNext(Integer number) {
                                subscriber.onNext(new byte[bytes]);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                subscriber.onError(failure);
                            }

                            @Override
                            public void onComplete() {
                                subscriber.onComplete();
                            }
                        });
    }
}
