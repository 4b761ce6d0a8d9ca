package org.rollcall.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link MonitorProcess} as its parent sees it. */
final class MonitorChild implements AutoCloseable {
    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    private MonitorChild(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "monitor-child");
        reader.start();
    }

    /** Starts one, its log into {@code errors}; {@code before} stands before the command, for example strace. */
    static MonitorChild start(List<String> before, Path errors, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                MonitorProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new MonitorChild(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start());
    }

    private void read() {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far, and what it had printed when it is gone. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** How many lines there are, cheaply. */
    int count() {
        return lines.size();
    }

    /** The lines that begin with this letter. */
    List<String> lines(String letter) {
        return lines().stream().filter(line -> line.startsWith(letter + " ")).toList();
    }

    /** SIGKILL; returns when all that was in the pipe has been read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // the process's own method would close the pipe with lines in it
        process.waitFor();
        reader.join();
    }

    /** SIGTERM; returns whether it was gone in time. */
    boolean stop(long seconds) throws InterruptedException {
        process.toHandle().destroy();
        boolean gone = process.waitFor(seconds, TimeUnit.SECONDS);
        if (gone) {
            reader.join();
        }
        return gone;
    }

    /** Waits for its own end. */
    int await(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s");
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
