package org.rollcall.guard;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The rest of an answer that has no end, on a plain connection: a channel that never blocks. Tomcat has sent the headers, has
 * its request and response back for others, and from then on only watches the socket for us.
 *
 * <p>Whoever {@linkplain #accept listens} is told when the channel can be written to for the first time, again after it has
 * taken less than it was given, and when it is closed from the other side. The reader's silence has an end: who takes nothing
 * for 20 s although something waits is closed, as {@code connectionTimeout} in {@code server.xml} has it for other answers.
 */
public final class OpenAnswer implements InternalHttpUpgradeHandler, WritableByteChannel, Consumer<Runnable> {
    private static final long STALLED_MILLIS = 20_000;
    private static final int MOST_UNASKED = 8 * 1024; // bytes from a reader that has nothing to say

    private volatile @Nullable NioSocketWrapper socket; // set once, before anything is dispatched
    private volatile @Nullable SocketChannel channel; // the JDK's, which is never used for another connection
    private volatile boolean closed;
    private volatile Runnable listener = () -> {};
    private int unasked; // the dispatching thread's; Tomcat dispatches one event at a time

    @Override
    public void accept(Runnable newListener) {
        listener = newListener;
    }

    @Override
    public boolean isOpen() {
        SocketChannel known = channel;
        return !closed && (known == null || known.isOpen());
    }

    /** Takes what the socket takes now; nothing before the headers have left. */
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        SocketChannel known = channel;
        NioSocketWrapper wrapper = socket;
        if (known == null || wrapper == null) {
            return 0;
        }
        int written = known.write(bytes);
        if (bytes.hasRemaining()) {
            wrapper.updateLastWrite();
            wrapper.registerWriteInterest();
        }
        return written;
    }

    @Override
    public void close() {
        closed = true;
        NioSocketWrapper wrapper = socket;
        if (wrapper != null) {
            wrapper.close();
        }
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        wrapper.setWriteTimeout(STALLED_MILLIS);
        socket = (NioSocketWrapper) wrapper;
        channel = ((NioChannel) wrapper.getSocket()).getIOChannel();
    }

    @Override
    public void init(WebConnection connection) {
        listener.run();
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        boolean open = switch (event) {
            case OPEN_READ -> isThere();
            case OPEN_WRITE -> true;
            default -> false; // an error, a time-out, or the server stops
        };
        closed |= !open;
        if (closed || event == SocketEvent.OPEN_WRITE) {
            listener.run();
        }
        return closed ? SocketState.CLOSED : SocketState.UPGRADED;
    }

    /** Readers say nothing; what they send all the same is dropped, and the end of it is their farewell. */
    private boolean isThere() {
        SocketChannel known = channel;
        try {
            int read = known == null ? -1 : known.read(ByteBuffer.allocate(512));
            unasked += Math.max(0, read);
            return read >= 0 && unasked <= MOST_UNASKED;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void destroy() {
        closed = true;
    }

    @Override
    public void timeoutAsync(long now) {
        // the write's time-out is the socket's
    }

    @Override
    public void setSslSupport(SSLSupport support) {
        // plain connections only
    }

    @Override
    public void pause() {
        // nothing is accepted here
    }
}
