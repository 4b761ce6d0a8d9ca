package org.rollcall.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An asynchronous answer, in any container and over any protocol. What the socket does not take the container copies to the
 * heap, so it is asked before each piece.
 *
 * <p>Races: the container may recycle the response as soon as a write has failed, while the hub is still inside
 * {@code write}. Every use of the output therefore holds the lock, and the container's callbacks take the same lock to set
 * {@code dead}. After an exception nobody calls {@code complete}: the container does.
 */
final class AsyncOutlet implements Outlet, WriteListener, AsyncListener {
    /**
     * The container's buffer: of a longer piece a part lies in the socket's buffer before the flush, which the container
     * takes for a blocked connection, and comes back through its poller for each piece.
     */
    static final int MOST = 8 * 1024 - 64;

    private final Object lock = new Object(); // guards every use of out, and is held to change ready and dead
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Runnable attend;
    private volatile boolean ready; // the first onWritePossible has come and nothing is blocked
    private volatile boolean dead;
    private boolean unflushed; // something may lie in the container's buffer; the hub's

    private AsyncOutlet(AsyncContext async, ServletOutputStream out, Runnable attend) {
        this.async = async;
        this.out = out;
        this.attend = attend;
    }

    /** Takes over an answer whose headers are set. */
    static AsyncOutlet over(AsyncContext async, ServletOutputStream out, Runnable attend) {
        AsyncOutlet outlet = new AsyncOutlet(async, out, attend);
        async.addListener(outlet);
        out.setWriteListener(outlet);
        return outlet;
    }

    @Override
    public boolean isReady() {
        return ready && !dead;
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public boolean hasRest() {
        return unflushed;
    }

    @Override
    public boolean takes() {
        synchronized (lock) {
            if (!dead && !out.isReady()) {
                ready = false;
            }
            return ready && !dead;
        }
    }

    /**
     * Writes and flushes. What fits into the container's buffer goes to the socket in one piece with the flush. Of what is
     * longer the socket may refuse a part; then a rest may lie in that buffer, which only another flush takes out of it.
     */
    @Override
    public void write(ByteBuffer piece) throws IOException {
        int length = piece.limit();
        piece.position(length);
        synchronized (lock) {
            if (dead) {
                return;
            }
            boolean fits = !unflushed && length <= MOST; // then the socket has not been asked yet
            if (length > 0) {
                out.write(piece.array(), piece.arrayOffset(), length);
                unflushed = true;
            }
            if (unflushed) {
                ready = fits || out.isReady();
                if (ready) {
                    out.flush();
                    unflushed = false;
                }
            }
        }
    }

    @Override
    public void keep(byte[] bytes, int from, int to) {
        throw new IllegalStateException("everything was taken");
    }

    @Override
    public boolean isDead() {
        return dead;
    }

    @Override
    public void end() {
        synchronized (lock) {
            if (!dead) {
                dead = true;
                try {
                    async.complete();
                } catch (IllegalStateException e) {
                    return; // the container was faster
                }
            }
        }
    }

    @Override
    public void fail() {
        dead = true; // the container ends and recycles the connection
    }

    @Override
    public void onWritePossible() {
        synchronized (lock) {
            if (dead) {
                return;
            }
            ready = true;
        }
        attend.run();
    }

    @Override
    public void onError(Throwable failure) {
        die();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        die();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        die();
    }

    @Override
    public void onError(AsyncEvent event) {
        die();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts it again
    }

    private void die() {
        synchronized (lock) {
            dead = true;
        }
        attend.run();
    }
}
