package org.rollcall.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What one station handed over to its client, for an audit: a file of lines, each written before what it is about, so that
 * a {@code kill -9} leaves it whole.
 *
 * <ul>
 *   <li>{@code run <first>}: a client was made; its first event has this number;
 *   <li>{@code e <number> <milliseconds>}: an event with this number is about to be handed over, at this time;
 *   <li>{@code kept <number>}: the client said that the events up to this one are safe;
 *   <li>{@code end <logged> <dropped> <refused>}: the client was closed, and had said this.
 * </ul>
 *
 * <p>Numbers go on over runs: none is used twice. For one thread.
 */
final class Ledger implements AutoCloseable {
    private final FileChannel file;
    private long last;
    private long kept;

    private Ledger(FileChannel file, long last) {
        this.file = file;
        this.last = last;
        this.kept = last;
    }

    static Ledger open(Path path) throws IOException {
        long last = 0;
        boolean torn = false;
        if (Files.exists(path)) {
            String text = Files.readString(path);
            torn = !text.isEmpty() && !text.endsWith("\n");
            List<String> lines = text.lines().toList();
            for (String line : lines) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("e") && words.length == 3) {
                    last = Math.max(last, Long.parseLong(words[1]));
                }
            }
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Ledger ledger = new Ledger(file, last);
        if (torn) {
            ledger.write("");
        }
        return ledger;
    }

    void begin() throws IOException {
        write("run " + (last + 1));
    }

    /** The number of the last event that was ever handed over. */
    long last() {
        return last;
    }

    /** The number of the event that is about to be handed over. */
    long next(long millis) throws IOException {
        write("e " + (last + 1) + " " + millis);
        last++;
        return last;
    }

    void kept(long number) throws IOException {
        if (number > kept) {
            write("kept " + number);
            kept = number;
        }
    }

    void end(long logged, long dropped, long refused) throws IOException {
        write("end " + logged + " " + dropped + " " + refused);
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
