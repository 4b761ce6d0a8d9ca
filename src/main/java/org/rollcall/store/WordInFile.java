package org.rollcall.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.rollcall.event.Student;

/**
 * A student's id in a file of text that others may be writing to. It is overwritten where it stands, by as many stars as it
 * has bytes, so that nothing moves: whoever appends to the file or follows it does not notice.
 */
final class WordInFile {
    private static final int WINDOW = 64 * 1024;

    private final Path file;
    private final byte[] word;

    WordInFile(Path file, Student student) {
        this.file = file;
        this.word = student.bytes();
    }

    /** Whether it is anywhere in the file, as a word or within one. */
    boolean isThere() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return next(channel, 0, false) >= 0;
        }
    }

    /** Overwrites it; returns in how many places. */
    int overwrite() throws IOException {
        int places = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] stars = new byte[word.length];
            Arrays.fill(stars, (byte) '*');
            for (long at = next(channel, 0, true); at >= 0; at = next(channel, at + word.length, true)) {
                channel.write(ByteBuffer.wrap(stars), at);
                places++;
            }
            if (places > 0) {
                channel.force(false);
            }
        }
        return places;
    }

    /** Where it next stands; -1 when it does not. */
    private long next(FileChannel channel, long from, boolean whole) throws IOException {
        long start = Math.max(0, from - 1); // the byte before it decides
        ByteBuffer buffer = ByteBuffer.allocate(WINDOW + word.length + 2);
        while (true) {
            buffer.clear();
            int read = 0;
            while (buffer.hasRemaining() && read >= 0) {
                read = channel.read(buffer, start + buffer.position());
            }
            int length = buffer.position();
            byte[] bytes = buffer.array();
            for (int i = (int) (from - start); i + word.length <= length; i++) {
                if (Arrays.equals(bytes, i, i + word.length, word, 0, word.length)
                        && (!whole || (isEdge(bytes, i - 1, length) && isEdge(bytes, i + word.length, length)))) {
                    return start + i;
                }
            }
            if (length < buffer.capacity()) {
                return -1;
            }
            from = start + length - word.length;
            start = from - 1;
        }
    }

    private static boolean isEdge(byte[] bytes, int i, int length) {
        return i < 0 || i >= length || bytes[i] < 0 || !Character.isLetterOrDigit(bytes[i]);
    }
}
