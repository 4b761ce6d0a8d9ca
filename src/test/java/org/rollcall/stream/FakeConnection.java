package org.rollcall.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection: the socket itself, or as Tomcat's connector behaves without blocking: a buffer of 8 KB that only a flush empties, behind it what
 * the socket has refused, which makes it not ready, and a callback once that is gone. The reader takes as much as it wants.
 */
final class FakeConnection extends ServletOutputStream {
    private static final int BUFFER = 8 * 1024;
    private static final Pattern ID = Pattern.compile("^id: 1-(\\d+)$", Pattern.MULTILINE);

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream refused = new ByteArrayOutputStream();
    private @Nullable WriteListener listener;
    private final boolean direct;
    private Runnable news = () -> {};
    private int room;
    private boolean callback = true;
    private boolean broken;
    private boolean complete;
    private int mostAtOnce;

    /**
     * @param room what the socket takes before somebody reads, in bytes
     * @param direct whether the server has handed the socket over as a channel
     */
    FakeConnection(int room, boolean direct) {
        this.room = room;
        this.direct = direct;
    }

    /** The way that the server's answer takes to this connection. */
    Outlet outlet(Runnable attend) {
        if (direct) {
            return ChannelOutlet.over(new Channel(), teller -> news = teller, attend);
        }
        AsyncContext async = (AsyncContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                    complete |= method.getName().equals("complete");
                    return null;
                });
        return AsyncOutlet.over(async, this, attend);
    }

    /** The reader takes so many bytes; the container notices, and calls back when it promised to. */
    void read(int bytes) {
        room = Math.min(room + bytes, 1 << 24);
        if (direct) {
            if (callback && !broken) {
                callback = false;
                news.run();
            }
            return;
        }
        push();
        if (callback && refused.size() == 0 && listener != null && !broken) {
            callback = false;
            try {
                listener.onWritePossible();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The line is cut: the next write fails. */
    void cut() {
        broken = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** The longest piece that was written. */
    int mostAtOnce() {
        return mostAtOnce;
    }

    /** Everything that the reader has. */
    String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    /** The sequences in the lines of ids, with only whole messages counted; and those that a snapshot came with. */
    List<Long> ids(boolean ofSnapshots) {
        List<Long> ids = new ArrayList<>();
        String text = text();
        for (String message : text.substring(0, text.lastIndexOf("\n\n") + 1).split("\n\n")) {
            Matcher id = ID.matcher(message);
            if (id.find() && message.contains("\"type\":\"dashboard\"") == ofSnapshots) {
                ids.add(Long.valueOf(id.group(1)));
            }
        }
        return ids;
    }

    @Override
    public boolean isReady() {
        callback |= refused.size() > 0;
        return refused.size() == 0;
    }

    @Override
    public void setWriteListener(WriteListener newListener) {
        listener = newListener;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        mayWrite();
        mostAtOnce = Math.max(mostAtOnce, length);
        buffer.write(bytes, from, length);
        if (buffer.size() > BUFFER) { // whole buffers go on; the rest stays until a flush
            byte[] all = buffer.toByteArray();
            int gone = all.length - all.length % BUFFER;
            refused.write(all, 0, gone);
            buffer.reset();
            buffer.write(all, gone, all.length - gone);
        }
    }

    @Override
    public void flush() throws IOException {
        mayWrite();
        buffer.writeTo(refused);
        buffer.reset();
        push();
    }

    private void mayWrite() throws IOException {
        if (broken) {
            throw new IOException("Broken pipe");
        }
        if (!isReady()) {
            throw new IllegalStateException("not ready");
        }
    }

    private void push() {
        byte[] waiting = refused.toByteArray();
        int taken = Math.min(room, waiting.length);
        received.write(waiting, 0, taken);
        room -= taken;
        refused.reset();
        refused.write(waiting, taken, waiting.length - taken);
    }

    /** The socket itself: it takes what it has room for, and says when there is some again. */
    private final class Channel implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (broken || complete) {
                throw new ClosedChannelException();
            }
            int taken = Math.min(room, bytes.remaining());
            mostAtOnce = Math.max(mostAtOnce, bytes.remaining());
            received.write(bytes.array(), bytes.arrayOffset() + bytes.position(), taken);
            bytes.position(bytes.position() + taken);
            room -= taken;
            callback |= bytes.hasRemaining();
            return taken;
        }

        @Override
        public boolean isOpen() {
            return !complete;
        }

        @Override
        public void close() {
            complete = true;
        }
    }
}
