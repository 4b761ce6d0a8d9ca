package org.rollcall.client;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** How the machine fares, as far as /proc, /sys and the disk tell; what cannot be known is left out. For one thread. */
final class MachineVitals implements Supplier<Map<String, Object>> {
    private final Path folder; // whose disk counts
    private long ticks;
    private long idle;

    MachineVitals(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, Object> get() {
        Map<String, Object> found = new LinkedHashMap<>();
        put(found, "cpu_percent", this::cpuPercent);
        put(found, "memory_percent", MachineVitals::memoryPercent);
        put(found, "temperature_c", MachineVitals::temperature);
        put(found, "disk_percent", this::diskPercent);
        return found;
    }

    private interface Reading {
        OptionalDouble take() throws IOException;
    }

    private static void put(Map<String, Object> found, String name, Reading reading) {
        try {
            reading.take().ifPresent(value -> found.put(name, Math.round(value * 10) / 10.0));
        } catch (IOException | RuntimeException e) {
            // Not this kind of machine: the field is optional.
        }
    }

    private OptionalDouble cpuPercent() throws IOException {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(words[i]);
        }
        long resting = Long.parseLong(words[4]) + Long.parseLong(words[5]);
        double passed = all - ticks;
        double rested = resting - idle;
        boolean isFirst = ticks == 0;
        ticks = all;
        idle = resting;
        return isFirst || passed <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(bounded(100 * (1 - rested / passed)));
    }

    private static OptionalDouble memoryPercent() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
        double total = kilobytes(lines, "MemTotal:");
        return OptionalDouble.of(bounded(100 * (1 - kilobytes(lines, "MemAvailable:") / total)));
    }

    private static double kilobytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static OptionalDouble temperature() throws IOException {
        String text = Files.readString(Path.of("/sys/class/thermal/thermal_zone0/temp"));
        return OptionalDouble.of(Long.parseLong(text.strip()) / 1000.0);
    }

    private OptionalDouble diskPercent() {
        File disk = folder.toFile().isDirectory() ? folder.toFile() : new File(".");
        double total = disk.getTotalSpace();
        return total <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(bounded(100 * (1 - disk.getUsableSpace() / total)));
    }

    private static double bounded(double percent) {
        return Math.max(0, Math.min(100, percent));
    }
}
