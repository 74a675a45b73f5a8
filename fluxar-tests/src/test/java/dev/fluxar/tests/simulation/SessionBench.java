package dev.fluxar.tests.simulation;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.session.Established;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionHandler;
import dev.fluxar.session.SessionSettings;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.resume.ResumeSettings;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A session alone, without runtime, exchanges or transport: hand-written frames and the time go in,
 * frames and events come out.
 */
class SessionBench implements SessionHandler {

    private static final long HOUR = 3_600_000;

    final List<String> events = new ArrayList<>();
    final Session session;
    final SessionHandler handler;
    final Role role;

    /** How many exchanges are said to be live. */
    int live;

    /** Ids of exchanges that are said to be live. */
    final Set<String> liveIds = new HashSet<>();

    boolean writable = true;

    /** How many more frames the connection takes. */
    int room = Integer.MAX_VALUE;

    @Nullable SessionEnd end;
    @Nullable Established established;

    /** The id of the hello that was sent, once established. */
    @Nullable String hello;

    long roundTripNanos = -1;

    private final @Nullable ResumeSettings resume;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final FrameWriter writer =
            new FrameWriter(
                    new NotedConnection(false, this::takesAFrame, written::writeBytes),
                    new WriteBuffer(64));
    private long now = -5_000_000_000L;
    private int ids = 1;

    SessionBench(Role role) {
        this(role, Limits.DEFAULT, 15_000, true);
    }

    SessionBench(Role role, Limits limits, long heartbeat, boolean batch) {
        this(role, limits, heartbeat, batch, UnaryOperator.identity());
    }

    /** With or without parts. */
    SessionBench(Role role, Limits limits, boolean batch, boolean parts) {
        this(role, limits, 15_000, batch, parts, UnaryOperator.identity());
    }

    /** Puts something between the session and this. */
    SessionBench(
            Role role,
            Limits limits,
            long heartbeat,
            boolean batch,
            UnaryOperator<SessionHandler> between) {
        this(role, limits, heartbeat, batch, false, between);
    }

    SessionBench(
            Role role,
            Limits limits,
            long heartbeat,
            boolean batch,
            boolean parts,
            UnaryOperator<SessionHandler> between) {
        this(role, limits, heartbeat, batch, parts, between, null);
    }

    /** A session that may outlive its connection, unless that is null. */
    SessionBench(
            Role role,
            Limits limits,
            long heartbeat,
            boolean batch,
            boolean parts,
            UnaryOperator<SessionHandler> between,
            @Nullable ResumeSettings resume) {
        this.resume = resume;
        this.role = role;
        this.handler = between.apply(this);
        session =
                new Session(
                        new SessionSettings(
                                role,
                                "me",
                                "test",
                                limits,
                                heartbeat,
                                10_000_000_000L,
                                batch,
                                parts,
                                resume),
                        handler,
                        new IdGenerator(1, 2),
                        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                        new EnvelopeDecoder(),
                        new EnvelopeView(),
                        null,
                        now);
        session.time(now, millisOfDay());
    }

    /** What a bench's session keeps, and grants. */
    static ResumeSettings keeping(long replay) {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return new ResumeSettings(replay, 60_000, secret);
    }

    /** What a peer offers, or answers, that keeps so much and has these limits besides. */
    static Map<String, Object> survivingWith(long replay, Map<String, Object> limits) {
        Map<String, Object> all = new java.util.LinkedHashMap<>(limits);
        all.put("replay", replay);
        Map<String, Object> more = new java.util.LinkedHashMap<>();
        more.put("caps", Map.of("batch", true, "parts", true, "resume", true));
        more.put("limits", all);
        more.put("heartbeat", 3_600_000);
        return more;
    }

    /** A session that has shaken hands, with {@code resume} in force; both keep so much. */
    static SessionBench surviving(Role role, long replay) {
        SessionBench bench =
                new SessionBench(
                        role,
                        Limits.DEFAULT,
                        3_600_000,
                        true,
                        true,
                        UnaryOperator.identity(),
                        keeping(replay));
        Map<String, Object> more = survivingWith(replay, Map.of());
        if (role == Role.INITIATOR) {
            more.put("resume", Map.of("secret", new byte[32], "window", 60_000));
        }
        return bench.establish(more);
    }

    private boolean takesAFrame() {
        boolean takes = writable && room > 0;
        room -= takes ? 1 : 0;
        return takes;
    }

    /** A session whose transport is ready. */
    static SessionBench handshaking(Role role) {
        SessionBench bench = new SessionBench(role);
        bench.session.onTransportReady();
        bench.write();
        return bench;
    }

    /** A session that has shaken hands with a peer that asks for nothing special. */
    static SessionBench established(Role role) {
        return new SessionBench(role).establish(Map.of());
    }

    /** Shakes hands; the other side offers or answers the usual, and this. */
    SessionBench establish(Map<String, Object> more) {
        session.onTransportReady();
        write();
        if (role == Role.RESPONDER) {
            Map<String, Object> offer = new java.util.LinkedHashMap<>(more);
            offer.put("versions", List.of(1));
            read(Letter.hello(nextId(), offer));
        } else {
            Map<String, Object> answer = new java.util.LinkedHashMap<>(more);
            answer.put("version", 1);
            answer.put("session", new byte[16]);
            answer.putIfAbsent("heartbeat", 15_000);
            hello = helloId();
            read(Letter.answer(hello, answer));
        }
        written.reset();
        events.clear();
        if (session.state() != SessionState.ESTABLISHED) {
            throw new AssertionError("not established: " + end);
        }
        return this;
    }

    /** The id of this initiator's hello, which is its first. */
    String helloId() {
        return frames().get(0).get(0).id();
    }

    String nextId() {
        return Letter.id(ids++);
    }

    /** Each letter comes in by a frame of its own; then what is caused is written. */
    SessionBench read(Letter... letters) {
        for (Letter letter : letters) {
            readFrame(letter.bytes());
        }
        return this;
    }

    /** A frame comes in. */
    boolean readFrame(byte[] content) {
        session.time(now, millisOfDay());
        session.onBytes();
        boolean more = session.onFrame(content, 0, content.length);
        write();
        return more;
    }

    void write() {
        session.writeTo(writer);
        writer.flush();
    }

    /** Time passes; the session is called when it asked for it. */
    SessionBench pass(long millis) {
        long to = now + millis * 1_000_000;
        while (deadline() <= to && deadline() > now) {
            now = deadline();
            tick();
        }
        now = to;
        tick();
        return this;
    }

    private void tick() {
        session.time(now, millisOfDay());
        onTimer();
        write();
    }

    long deadline() {
        return session.deadline();
    }

    void onTimer() {
        session.onTimer();
    }

    long now() {
        return now;
    }

    /** The time of day, which stands still unless overridden. */
    long millisOfDay() {
        return HOUR;
    }

    /** Everything written so far. */
    List<List<Letter>> frames() {
        return resume != null && established != null
                ? NumberedFrame.frames(written.toByteArray()).stream()
                        .map(NumberedFrame::letters)
                        .toList()
                : Letter.frames(written.toByteArray());
    }

    /** The frames that were written since the last call, with their numbers. */
    List<NumberedFrame> numbered() {
        return NumberedFrame.frames(bytes());
    }

    /** The frames that were written since the last call, byte by byte. */
    byte[] bytes() {
        byte[] bytes = written.toByteArray();
        written.reset();
        return bytes;
    }

    /** Everything written since the last call, without the borders of frames. */
    List<Letter> letters() {
        List<Letter> letters = frames().stream().flatMap(List::stream).toList();
        written.reset();
        return letters;
    }

    /** The one letter that was written since the last call. */
    Letter letter() {
        List<Letter> letters = letters();
        if (letters.size() != 1) {
            throw new AssertionError("expected one letter, not " + letters);
        }
        return letters.get(0);
    }

    SessionState state() {
        return session.state();
    }

    @Nullable ErrorCode endCode() {
        return end == null || end.error() == null ? null : ErrorCode.of(end.error().code());
    }

    // What the session tells

    @Override
    public void established(Established settled) {
        events.add("established");
        established = settled;
    }

    @Override
    public void envelope(EnvelopeView view) {
        events.add("envelope of type " + view.type().code());
    }

    @Override
    public void draining() {
        events.add("draining");
    }

    @Override
    public int live() {
        return live;
    }

    @Override
    public boolean isLive(long idHigh, long idLow) {
        return liveIds.contains(Long.toHexString(idHigh) + Long.toHexString(idLow));
    }

    @Override
    public void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    @Override
    public void ended(SessionEnd why) {
        if (end != null) {
            throw new AssertionError("ended twice");
        }
        events.add("ended");
        end = why;
    }

    void send(Envelope envelope) {
        session.send(envelope);
        write();
    }
}
