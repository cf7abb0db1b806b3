package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.plan.Dependency.Condition;
import dev.caisson.fault.InvalidInput;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The labels that say what a container depends on.
class DependencyTest {
    @Test
    void composes_label_names_services_of_the_project() {
        var labels =
                Map.of(
                        "com.docker.compose.project",
                        "shop",
                        "com.docker.compose.depends_on",
                        "db:service_healthy:false,init:service_completed_successfully:true,"
                                + "cache:service_started:false");

        assertThat(Dependency.of(labels))
                .containsExactly(
                        new Dependency("db", "shop", Condition.HEALTHY),
                        new Dependency("init", "shop", Condition.COMPLETED),
                        new Dependency("cache", "shop", Condition.STARTED));
    }

    @Test
    void the_engines_own_label_names_containers() {
        assertThat(Dependency.of(Map.of(Dependency.LABEL, "a,b:healthy, c:completed")))
                .containsExactly(
                        new Dependency("a", "", Condition.STARTED),
                        new Dependency("b", "", Condition.HEALTHY),
                        new Dependency("c", "", Condition.COMPLETED));
    }

    @Test
    void an_unknown_condition_is_refused() {
        assertThatThrownBy(() -> Dependency.explicit(Map.of(Dependency.LABEL, "a:ready")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("NAME:healthy");
    }

    @Test
    void a_service_is_found_in_its_project_only() {
        var service =
                Map.of(
                        "com.docker.compose.project", "shop",
                        "com.docker.compose.service", "db");

        assertThat(new Dependency("db", "shop", Condition.STARTED).means("shop-db-1", service))
                .isTrue();
        assertThat(new Dependency("db", "other", Condition.STARTED).means("db", service)).isFalse();
        assertThat(new Dependency("shop-db-1", "", Condition.STARTED).means("shop-db-1", service))
                .isTrue();
    }
}
