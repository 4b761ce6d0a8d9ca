package org.rollcall;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The import table. A new package needs a row here to build; see docs/decisions for where it differs from the plan. */
class ArchitectureTest {
    private static final String BASE = "org.rollcall.";
    private static final Map<String, Set<String>> MAY_IMPORT = table();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("org.rollcall");

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new TreeMap<>();
        // 0: nothing of ours
        List.of("timetable", "event", "worker", "history", "users", "privacy", "launch", "http")
                .forEach(name -> table.put(name, Set.of()));
        table.put("client", Set.of("privacy"));
        table.put("config", Set.of("timetable"));
        table.put("demo", Set.of("client"));
        // 1
        List.of("log", "alert", "journey").forEach(name -> table.put(name, Set.of("event")));
        table.put("station", Set.of("event", "timetable"));
        // 2
        table.put("summary", Set.of("event", "station", "alert", "journey", "timetable"));
        table.put(
                "monitor",
                Set.of("event", "log", "station", "alert", "journey", "summary", "privacy", "timetable", "worker"));
        // 3
        table.put(
                "wire",
                Set.of(
                        "event",
                        "log",
                        "station",
                        "alert",
                        "journey",
                        "summary",
                        "monitor",
                        "history",
                        "timetable",
                        "http"));
        // 4: edges, which do not know one another
        table.put("source.cdi", Set.of("event"));
        table.put("source.attendance", Set.of("event", "config", "worker"));
        table.put("source.registry", Set.of("event", "timetable", "worker"));
        table.put("stream", Set.of("event", "log", "wire", "config", "worker"));
        table.put("store", Set.of("event", "log", "station", "history", "privacy", "wire", "config", "worker"));
        table.put(
                "api",
                Set.of("event", "log", "station", "alert", "journey", "monitor", "history", "wire", "config", "http"));
        table.put("page", Set.of("monitor", "wire", "config"));
        table.put("manage", Set.of("event", "station", "alert", "summary", "monitor"));
        // 5: reads what the edges count
        table.put(
                "metrics",
                Set.of(
                        "event",
                        "station",
                        "alert",
                        "journey",
                        "log",
                        "monitor",
                        "history",
                        "store",
                        "stream",
                        "source.attendance",
                        "source.registry",
                        "config",
                        "worker"));
        // In Tomcat, outside the application.
        table.put("guard", Set.of("config", "http", "launch"));
        // 6: everything; nothing imports it
        Set<String> all = new TreeSet<>(table.keySet());
        all.remove("guard"); // another class loader's
        table.put("app", all);
        return table;
    }

    @Test
    void everyPackageImportsOnlyWhatItsRowAllows() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = room(type);
            Set<String> allowed = MAY_IMPORT.get(from);
            assertThat(allowed)
                    .as("package %s has no row in the import table", from)
                    .isNotNull();
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith(BASE))
                    .map(ArchitectureTest::room)
                    .filter(to -> !to.equals(from) && !allowed.contains(to))
                    .forEach(to -> wrong.add(type.getName() + " imports " + to));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("org.rollcall.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void innerPackagesKnowNoContainer() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        BASE + "event",
                        BASE + "worker",
                        BASE + "history",
                        BASE + "privacy",
                        BASE + "config",
                        BASE + "log",
                        BASE + "station",
                        BASE + "alert",
                        BASE + "journey",
                        BASE + "summary",
                        BASE + "monitor",
                        BASE + "wire")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "java.sql..", "javax.management..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void metricsAloneKnowsMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "metrics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWorkerStartsThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "worker", BASE + "launch", BASE + "demo")
                .and()
                // The client is a jar without our other classes, so it has a worker of its own.
                .doNotHaveFullyQualifiedName(BASE + "client.Loop")
                .should()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .check(CLASSES);
    }

    /** The two are a jar of its own that goes to other people's programs. (The annotations are for compilers alone.) */
    @Test
    void theClientNeedsNothingButTheJdk() {
        String[] jar = {BASE + "client", BASE + "privacy"};
        classes()
                .that()
                .resideInAnyPackage(jar)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify.annotations").or(resideInAnyPackage(jar)))
                .check(CLASSES);
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(BASE.length());
    }
}
