package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `GET /images/search`, with the texts of dockerd 28.5.
@Timeout(120)
class SearchEndpointTest {
    private static final String OFFICIAL =
            "{\"star_count\":3,\"is_official\":true,\"name\":\"foo/a\",\"is_automated\":false,"
                    + "\"description\":\"first\"}";

    @TempDir Path directory;
    private ApiClient api;

    @BeforeEach
    void open() {
        api = new ApiClient(directory);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private String body(String query) throws Exception {
        return api.get("/images/search?" + query).body().strip();
    }

    @Test
    void a_host_in_the_term_is_asked_and_without_one_dockers_own() throws Exception {
        assertThat(body("term=reg.example:5000/foo"))
                .startsWith("[" + OFFICIAL + ",")
                .contains("\"name\":\"reg.example:5000\"");
        assertThat(body("term=team/foo"))
                .contains("\"name\":\"team/foo/a\"", "\"name\":\"index.docker.io\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"stars|1", "stars|3", "is-official|true"})
    void filters_leave_out_what_does_not_match(String key, String value) throws Exception {
        var filters = URLEncoder.encode("{\"" + key + "\":[\"" + value + "\"]}", UTF_8);

        assertThat(body("term=foo&filters=" + filters)).isEqualTo("[" + OFFICIAL + "]");
    }

    @Test
    void nothing_is_automated() throws Exception {
        var filters = URLEncoder.encode("{\"is-automated\":[\"true\"]}", UTF_8);

        assertThat(body("term=foo&filters=" + filters)).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=200|limit 200 is outside the range of [1, 100]",
                "limit=x|invalid limit specified: strconv.Atoi: parsing \\\"x\\\": invalid syntax",
                "filters=%7B%22bad%22%3A%5B%22x%22%5D%7D|invalid filter 'bad'",
                "term=http://a/b|invalid repository name: repository name (http://a/b) should not"
                        + " have a scheme"
            })
    void what_cannot_be_meant_is_refused_in_dockers_words(String query, String text)
            throws Exception {
        var reply = api.get("/images/search?" + query);

        assertThat(reply.head()).startsWith("HTTP/1.1 400");
        assertThat(reply.body()).contains(text);
    }
}
