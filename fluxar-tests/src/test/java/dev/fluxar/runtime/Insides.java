package dev.fluxar.runtime;

import dev.fluxar.Peer;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionState;
import java.lang.reflect.Field;

/** What tests may see of what stands behind a peer. */
public final class Insides {

    private final SessionDriver driver;
    private final Exchanges exchanges;

    private Insides(SessionDriver driver) {
        this.driver = driver;
        this.exchanges = (Exchanges) field(driver, "exchanges");
    }

    public static Insides of(Peer peer) {
        return new Insides((SessionDriver) field(peer, "driver"));
    }

    private static Object field(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Exchanges that are live, in both directions. */
    public int live() {
        return exchanges.live();
    }

    /** Bytes held for the other side, those beside the budget too. */
    public long held() {
        return driver.peer().stats().held();
    }

    /** Those of them that the budget counts. */
    public long inBudget() {
        return driver.session().budget().used();
    }

    /** Whether no exchange waits for a deadline. */
    public boolean untimed() {
        return exchanges.deadline() == Session.NEVER;
    }

    /** Breaks the connection under the session, as a cable does. */
    public void drop() {
        driver.loop()
                .execute(
                        () -> {
                            Link link = (Link) field(driver, "link");
                            if (link != null) {
                                link.connection.abort();
                            }
                        });
    }

    /** Has it read bytes that are not there: a fault of this side. */
    public void fault() {
        driver.loop()
                .execute(
                        () -> {
                            Link link = (Link) field(driver, "link");
                            try {
                                link.onBytes(new byte[1], 0, 100);
                                link.onReadComplete();
                            } catch (IndexOutOfBoundsException e) {
                                link.connection.abort(); // As transports do.
                            }
                        });
    }

    /** Whether its connection lives on another loop; on the session's own. */
    public boolean relayed() {
        Link link = (Link) field(driver, "link");
        return link != null && link.connection instanceof RelayedConnection;
    }

    public SessionState state() {
        return driver.session().state();
    }

    /** How many sessions of a listener are not over, those that shake hands included. */
    public static int open(dev.fluxar.Listener listener) {
        return ((RuntimeListener) listener).open();
    }
}
