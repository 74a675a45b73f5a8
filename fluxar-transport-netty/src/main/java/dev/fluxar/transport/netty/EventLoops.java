package dev.fluxar.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The I/O threads of the process: daemons, one per processor, shared by all transports and started
 * when first used. {@link #shared} is epoll where its native library is present, otherwise NIO; the
 * system property {@value #PROPERTY} ({@code nio}, {@code epoll} or {@code io_uring}) decides
 * otherwise.
 */
public final class EventLoops {

    /** System property that names the kind of I/O. */
    public static final String PROPERTY = "fluxar.netty.transport";

    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);

    /** A kind of I/O. */
    public enum Kind {
        /** The JDK's selectors. */
        NIO("part of the JDK", ""),
        /** Linux epoll. */
        EPOLL("io.netty:netty-transport-native-epoll", "io.netty.transport.classes.epoll"),
        /** Linux io_uring. */
        IO_URING("io.netty:netty-transport-native-io_uring", "io.netty.transport.classes.io_uring");

        private final String artifact;
        private final String module;

        Kind(String artifact, String module) {
            this.artifact = artifact;
            this.module = module;
        }
    }

    /** Made on first use; guarded by the class. */
    private static final Map<Kind, EventLoops> ALL = new EnumMap<>(Kind.class);

    /** Chosen on first use; guarded by the class. */
    private static @Nullable EventLoops shared;

    private final IoBackend backend;
    private final IoEventLoopGroup group;

    private EventLoops(Kind kind, IoBackend backend) {
        this.backend = backend;
        this.group =
                new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(),
                        new DefaultThreadFactory(
                                "fluxar-" + kind.name().toLowerCase(Locale.ROOT), true),
                        backend.handlers());
    }

    /**
     * The loops that this process uses unless told otherwise.
     *
     * @return always the same
     * @throws IllegalStateException when the property asks for what is not available here
     */
    public static synchronized EventLoops shared() {
        EventLoops chosen = shared;
        if (chosen == null) {
            chosen = choose();
            shared = chosen;
        }
        return chosen;
    }

    /**
     * The process's loops of one kind.
     *
     * @param kind which
     * @return always the same for a kind
     * @throws IllegalStateException when it is not available here; names the artifact to add
     */
    public static synchronized EventLoops of(Kind kind) {
        EventLoops known = ALL.get(kind);
        if (known == null) {
            known = new EventLoops(kind, backend(kind));
            ALL.put(kind, known);
        }
        return known;
    }

    private static IoBackend backend(Kind kind) {
        try {
            return switch (kind) {
                case NIO -> new NioBackend();
                case EPOLL -> new EpollBackend();
                case IO_URING -> new IoUringBackend();
            };
        } catch (LinkageError missing) {
            throw new IllegalStateException(
                    kind
                            + " is not available here: add "
                            + kind.artifact
                            + " with the classifier of this platform"
                            + onModulePath(kind)
                            + ", or choose another kind with -D"
                            + PROPERTY,
                    missing);
        }
    }

    /** Modules that are only required statically are not resolved by themselves. */
    private static String onModulePath(Kind kind) {
        return EventLoops.class.getModule().isNamed()
                ? " to the module path, and --add-modules "
                        + kind.module
                        + ",io.netty.transport.unix.common and the native library's module"
                        + " to the command line"
                : "";
    }

    private static EventLoops choose() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted != null) {
            for (Kind kind : Kind.values()) {
                if (kind.name().equalsIgnoreCase(wanted)) {
                    return of(kind);
                }
            }
            throw new IllegalStateException(
                    "-D" + PROPERTY + "=" + wanted + ": expected nio, epoll or io_uring");
        }
        try {
            return of(Kind.EPOLL);
        } catch (IllegalStateException absent) {
            log.debug("epoll is absent, NIO is used", absent);
            return of(Kind.NIO);
        }
    }

    IoEventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    /** The channel type of outgoing TCP connections. */
    public Class<? extends Channel> tcp() {
        return backend.tcp();
    }

    /** The channel type of TCP listeners. */
    public Class<? extends ServerChannel> tcpServer() {
        return backend.tcpServer();
    }

    /** The channel type of outgoing Unix socket connections. */
    public Class<? extends Channel> unix() {
        return backend.unix();
    }

    /** The channel type of Unix socket listeners. */
    public Class<? extends ServerChannel> unixServer() {
        return backend.unixServer();
    }

    /** A path as the channel types understand it. */
    public SocketAddress unixAddress(Path path) {
        return backend.unixAddress(path);
    }

    /** What byte streams are read into. */
    public RecvByteBufAllocator streamReads() {
        return backend.streamReads();
    }
}
