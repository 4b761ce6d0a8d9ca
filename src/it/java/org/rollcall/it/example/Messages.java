package org.rollcall.it.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.Signal;

@ApplicationScoped
public class Messages {
    @Inject
    Event<Signal> signals;

    void sent(String phone, String messageId) {
        Map<String, Object> data = Map.of("student_id", "2021001", "phone", phone);
        Optional<String> key = Optional.of("sms:" + messageId);
        signals.fire(new Signal.Occurrence("gate-1", "sms", "SMS sent", data, Optional.empty(), key));
    }
}
