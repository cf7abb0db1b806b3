package dev.caisson;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the table of rooms (docs/architecture.md) against the class files.
class RoomsTest {
    private static final String ROOT = "dev.caisson.";
    private static final Set<String> LEAVES = Set.of("value", "fault", "tar");

    /// Who may import whom, [#LEAVES] always.
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry(
                            "front",
                            Set.of(
                                    "engine",
                                    "event",
                                    "wire",
                                    "image",
                                    "container",
                                    "net",
                                    "storage",
                                    "stdio",
                                    "build",
                                    "cgroup")),
                    Map.entry(
                            "engine",
                            Set.of(
                                    "build",
                                    "container",
                                    "net",
                                    "storage",
                                    "stdio",
                                    "event",
                                    "image",
                                    "dockerfile")),
                    Map.entry("build", Set.of("storage", "event", "image", "dockerfile")),
                    Map.entry(
                            "container",
                            Set.of(
                                    "net", "storage", "stdio", "spec", "launch", "cgroup", "sys",
                                    "event", "image")),
                    Map.entry("net", Set.of("sys", "event")),
                    Map.entry("stdio", Set.of("spec", "sys", "event")),
                    Map.entry("storage", Set.of("spec", "sys", "event", "image")),
                    Map.entry("launch", Set.of("spec", "sys", "elf")),
                    Map.entry("cgroup", Set.of("spec", "sys")),
                    Map.entry("spec", Set.of()),
                    Map.entry("sys", Set.of()),
                    Map.entry("event", Set.of()),
                    Map.entry("image", Set.of()),
                    Map.entry("wire", Set.of()),
                    Map.entry("elf", Set.of()),
                    Map.entry("dockerfile", Set.of()),
                    Map.entry("tar", Set.of()),
                    Map.entry("value", Set.of()),
                    Map.entry("fault", Set.of()));

    /// `front` sees of these rooms only data: records, enums and sealed interfaces.
    private static final Set<String> ONLY_DATA_FOR_FRONT =
            Set.of("container", "net", "storage", "build", "cgroup");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("dev.caisson");
    }

    @Test
    void every_room_imports_only_what_the_table_allows() {
        var found = new TreeMap<String, Set<String>>();
        for (var from : classes) {
            var room = room(from);
            if (room.equals("main")) continue;
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                var to = dependency.getTargetClass();
                if (!to.getPackageName().startsWith(ROOT)) continue;
                var target = room(to);
                if (target.equals(room) || LEAVES.contains(target)) continue;
                if (!MAY_IMPORT.getOrDefault(room, Set.of()).contains(target)) {
                    found.computeIfAbsent(room + " -> " + target, _ -> new TreeSet<>())
                            .add(dependency.getDescription());
                }
            }
        }
        Assertions.assertThat(found).isEmpty();
    }

    @Test
    void every_package_belongs_to_a_room_of_the_table() {
        var rooms = new TreeSet<String>();
        for (var type : classes) rooms.add(room(type));
        rooms.remove("main");
        rooms.removeAll(MAY_IMPORT.keySet());
        Assertions.assertThat(rooms).isEmpty();
    }

    @Test
    void front_sees_only_the_records_of_the_rooms_below_the_engine() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(ROOT + "front..")
                .should(
                        new ArchCondition<>("see only data of the lower rooms") {
                            @Override
                            public void check(JavaClass from, ConditionEvents events) {
                                for (var dependency : from.getDirectDependenciesFromSelf()) {
                                    var to = dependency.getTargetClass();
                                    if (!to.getPackageName().startsWith(ROOT)) continue;
                                    if (!ONLY_DATA_FOR_FRONT.contains(room(to)) || isData(to))
                                        continue;
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    from, dependency.getDescription()));
                                }
                            }
                        })
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void native_code_is_bound_only_in_sys() {
        only("com.sun.jna..", "sys..");
    }

    @Test
    void netty_stays_at_the_edges() {
        only("io.netty..", "front..", "net.dns..", "net.ports..");
    }

    @Test
    void banned_calls_are_absent() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "main..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(classes);
        noClasses().should().callMethod("com.sun.jna.Native", "getLastError").check(classes);
    }

    private static void only(String library, String... rooms) {
        var allowed = List.of(rooms).stream().map(room -> ROOT + room).toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
    }

    private static boolean isData(JavaClass type) {
        return type.isRecord() || type.isEnum() || type.isInterface() || type.isArray();
    }

    private static String room(JavaClass type) {
        var inside =
                type.getPackageName()
                        .substring(Math.min(ROOT.length(), type.getPackageName().length()));
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }
}
