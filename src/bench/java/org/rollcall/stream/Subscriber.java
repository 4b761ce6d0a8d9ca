package org.rollcall.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One browser over all of its connections: it checks that each event comes once and in order. The crowd's thread only. */
final class Subscriber implements SseParser.Taker {
    private static final int SMALL = 4_096; // what a stalled one takes before it blocks the server

    private final Crowd crowd;
    private final boolean stalls;
    private final String path;
    private SseParser parser = new SseParser(this);
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private ByteBuffer request = ByteBuffer.allocate(0);
    private long epoch;
    private long sequence;
    private long last; // the number of the newest event
    private boolean ready;
    private long received;
    private long connectAt;
    private long retryAfter = -1;

    Subscriber(Crowd crowd, String path, long first, boolean stalls) {
        this.crowd = crowd;
        this.path = path;
        this.last = first - 1;
        this.stalls = stalls;
    }

    boolean stalls() {
        return stalls;
    }

    boolean isOpen() {
        return channel != null;
    }

    long connectAt() {
        return connectAt;
    }

    long received() {
        return received;
    }

    long last() {
        return last;
    }

    void connect(Selector selector, InetSocketAddress server, String login) throws IOException {
        parser = new SseParser(this);
        ready = false;
        retryAfter = -1;
        String after = sequence > 0 ? "Last-Event-ID: " + epoch + "-" + sequence + "\r\n" : "";
        request = ByteBuffer.wrap(
                ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAddress().getHostAddress() + "\r\n" + login
                                + "Accept: text/event-stream\r\n" + after + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        SocketChannel opened = SocketChannel.open();
        if (stalls) {
            opened.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
        }
        opened.configureBlocking(false);
        channel = opened;
        boolean connected = opened.connect(server);
        key = opened.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    }

    /** Something can be done with the connection. */
    void serve(ByteBuffer buffer, boolean mayRead) {
        SocketChannel open = channel;
        SelectionKey selected = key;
        if (open == null || selected == null) {
            return;
        }
        try {
            if (selected.isConnectable() && open.finishConnect()) {
                selected.interestOps(SelectionKey.OP_WRITE);
            }
            if (selected.isWritable()) {
                open.write(request);
                if (!request.hasRemaining()) {
                    selected.interestOps(SelectionKey.OP_READ);
                }
            }
            if (selected.isReadable()) {
                if (!mayRead) {
                    selected.interestOps(0);
                    return;
                }
                read(open, buffer);
            }
        } catch (IOException e) {
            lose();
        }
    }

    void resume() {
        SelectionKey selected = key;
        if (selected != null && selected.isValid() && selected.interestOps() == 0) {
            selected.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read(SocketChannel open, ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = open.read(buffer);
        if (count < 0) {
            lose();
            return;
        }
        crowd.now = System.nanoTime();
        parser.feed(crowd.bytes, count);
    }

    /** The connection is over; when it comes back is decided here. */
    void lose() {
        close();
        long wait = retryAfter >= 0 ? retryAfter * 1_000_000_000L : Crowd.RETRY;
        connectAt = System.nanoTime() + wait;
        crowd.lost(this, ready);
        ready = false;
    }

    void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            crowd.trouble(e.toString());
        }
        channel = null;
    }

    @Override
    public void head(int status, String head) {
        if (status == 200) {
            if (sequence > 0) {
                begin();
            }
            return;
        }
        String small = head.toLowerCase(Locale.ROOT);
        int given = small.indexOf("retry-after: ");
        if (given >= 0) {
            int end = small.indexOf("\r\n", given);
            retryAfter = Long.parseLong(small.substring(given + 13, end).strip());
        }
        crowd.refused(status, retryAfter);
        lose();
    }

    @Override
    public void event(long number, long time, long newEpoch, long newSequence) {
        if (number <= crowd.before) {
            return; // of a cell before this one
        }
        epoch = newEpoch;
        sequence = newSequence;
        if (number == last + 1) {
            last = number;
            received++;
        } else if (number <= last) {
            crowd.wrong++;
            return;
        } else {
            crowd.missed += number - last - 1;
            received++;
            last = number;
        }
        crowd.event(this, number, time);
    }

    @Override
    public void other(String type) {
        if (type.equals("reset")) {
            crowd.resets++;
        } else if (type.equals("dashboard")) {
            begin();
        }
    }

    private void begin() {
        if (!ready) {
            ready = true;
            crowd.began();
        }
    }
}
