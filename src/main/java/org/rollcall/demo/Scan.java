package org.rollcall.demo;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** One student before the camera, as it is written down. */
record Scan(String studentId, LocalDateTime at, @Nullable String photoPath, String scanType, String status) {}
