package dev.caisson.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitAddressTest {
    @Test
    void reference_and_directory_are_behind_the_hash() {
        assertThat(GitAddress.parse("https://host.example/a/b.git#v1.2:sub/dir"))
                .isEqualTo(new GitAddress("https://host.example/a/b.git", "v1.2", "sub/dir"));
    }

    @Test
    void reference_and_directory_may_be_a_query() {
        assertThat(GitAddress.parse("https://host.example/b.git?tag=v1&subdir=x"))
                .isEqualTo(new GitAddress("https://host.example/b.git", "refs/tags/v1", "x"));
    }

    @Test
    void short_forms_are_known() {
        assertThat(GitAddress.parse("github.com/a/b"))
                .isEqualTo(new GitAddress("https://github.com/a/b", "", ""));
        assertThat(GitAddress.parse("git@host.example:a/b.git"))
                .isEqualTo(new GitAddress("git@host.example:a/b.git", "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host.example/a.tar.gz",
                "http://host.example/Dockerfile",
                "file:///etc/x.git",
                "/etc/x.git",
                "ext::sh -c id",
                "--upload-pack=id",
            })
    void what_is_no_repository_is_left_to_others(String text) {
        assertThat(GitAddress.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host.example/a.git#--upload-pack=id",
                "https://host.example/a.git#-x",
                "https://host.example/a.git#a..b",
                "https://host.example/a.git#main:../../etc",
                "https://host.example/a.git?exec=id",
                "git://-host/a.git",
                "https://host.example/a.git#a b",
            })
    void nothing_of_an_address_can_be_an_option_or_lead_out(String text) {
        assertThatThrownBy(() -> GitAddress.parse(text)).isInstanceOf(InvalidInput.class);
    }
}
