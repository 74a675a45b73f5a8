package dev.fluxar.tests.stress;

import io.netty.buffer.AbstractByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches every buffer of Netty that is allocated while it is open. */
public final class Leaks implements AutoCloseable {

    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final ResourceLeakDetector<?> detector = detector();
    private final List<String> found = new CopyOnWriteArrayList<>();

    private Leaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        detector.setLeakListener((type, records) -> found.add(type + ": " + records));
    }

    public static Leaks watch() {
        return new Leaks();
    }

    private static ResourceLeakDetector<?> detector() {
        try {
            Field field = AbstractByteBuf.class.getDeclaredField("leakDetector");
            field.setAccessible(true);
            return (ResourceLeakDetector<?>) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What became unreachable before it was released. */
    public List<String> found() {
        // The detector looks at what the collector found whenever something is allocated.
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int j = 0; j < 10; j++) {
                ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64);
                buffer.release();
            }
        }
        return List.copyOf(found);
    }

    @Override
    public void close() {
        detector.setLeakListener(null);
        ResourceLeakDetector.setLevel(before);
    }
}
