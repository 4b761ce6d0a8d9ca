package org.rollcall.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A connection that the server has handed over as a channel: nothing lies between a piece and the socket, and the server
 * keeps neither request nor response for it. What the channel refuses of a message that has begun waits here.
 */
final class ChannelOutlet implements Outlet {
    static final int MOST = 32 * 1024 - 64; // a write costs the kernel about as much as 16 KB more do
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WritableByteChannel channel;
    private final Runnable attend;
    private volatile boolean ready; // the channel has said so, or has taken everything since
    private ByteBuffer rest = NOTHING; // the hub's

    private ChannelOutlet(WritableByteChannel channel, Runnable attend) {
        this.channel = channel;
        this.attend = attend;
    }

    /**
     * @param channel never blocks, and may be closed by any thread
     * @param news takes whom the channel tells that it can be written to, again after it has refused something, or that
     *     it is closed
     */
    static ChannelOutlet over(WritableByteChannel channel, Consumer<Runnable> news, Runnable attend) {
        ChannelOutlet outlet = new ChannelOutlet(channel, attend);
        news.accept(outlet::hear);
        return outlet;
    }

    private void hear() {
        ready = true;
        attend.run();
    }

    @Override
    public boolean isReady() {
        return ready && channel.isOpen();
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public boolean hasRest() {
        return rest.hasRemaining();
    }

    @Override
    public boolean takes() throws IOException {
        if (rest.hasRemaining()) {
            push(rest);
        }
        return !rest.hasRemaining();
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        if (piece.hasRemaining()) {
            push(piece);
        }
    }

    @Override
    public void keep(byte[] bytes, int from, int to) {
        rest = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to));
    }

    /** The channel may tell that it is ready again before this returns; so that is not forgotten here. */
    private void push(ByteBuffer piece) throws IOException {
        ready = false;
        channel.write(piece);
        if (!piece.hasRemaining()) {
            ready = true;
        }
    }

    @Override
    public boolean isDead() {
        return !channel.isOpen();
    }

    @Override
    public void end() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is closed all the same
        }
    }

    @Override
    public void fail() {
        end();
    }
}
