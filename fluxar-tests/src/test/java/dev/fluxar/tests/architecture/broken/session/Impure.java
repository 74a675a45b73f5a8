package dev.fluxar.tests.architecture.broken.session;

import java.io.FileInputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A layer that does everything by itself. */
public abstract class Impure {
    final LongSupplier clock = System::nanoTime;
    final Map<String, String> shared = new ConcurrentHashMap<>();

    abstract Socket socket(SocketChannel channel, FileInputStream file, SecureRandom random);

    long now() {
        return System.currentTimeMillis() + Instant.now().toEpochMilli();
    }

    String id() {
        return UUID.randomUUID() + "-" + Math.random();
    }

    void run(Runnable task) throws InterruptedException {
        CompletableFuture.runAsync(task);
        new Thread(task).start();
        Thread.sleep(1);
        TimeUnit.SECONDS.sleep(1);
    }
}
