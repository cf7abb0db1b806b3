package dev.caisson.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final String CONTAINER =
            """
            {"Id": "4f5a", "Name": "/web", "State": {"Running": true, "Pid": 12, "Health": null},
             "Mounts": [{"Type": "bind", "Source": "/a"}, {"Type": "volume", "Source": "/b"}],
             "Config": {"Labels": {"b": "2", "a": "1"}, "Env": ["X=1", "Y=2"], "Cmd": []},
             "Ratio": 1.50, "HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": "8080"}]}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    {{.Id}}                                                ~ 4f5a
                    {{.State.Running}}                                     ~ true
                    {{ .State.Pid }}-{{.id}}                               ~ 12-4f5a
                    {{json .Config.Env}}                                   ~ ["X=1","Y=2"]
                    {{.Config.Env}}                                        ~ [X=1 Y=2]
                    {{.Config.Labels}}                                     ~ map[a:1 b:2]
                    {{range .Mounts}}{{.Type}}={{.Source}};{{end}}         ~ bind=/a;volume=/b;
                    {{range $k, $v := .Config.Labels}}{{$k}}{{$v}}{{end}}  ~ a1b2
                    {{range $i, $m := .Mounts}}{{$i}}{{$m.Type}},{{end}}   ~ 0bind,1volume,
                    {{if .State.Running}}up{{else}}down{{end}}             ~ up
                    {{if .Config.Cmd}}x{{else if .Id}}y{{end}}             ~ y
                    {{if and .Id (eq .State.Pid 12)}}yes{{end}}            ~ yes
                    {{with .State}}{{.Pid}}{{end}}                         ~ 12
                    {{.State.Health}}                                      ~ <no value>
                    {{index .Config.Labels "a"}}                           ~ 1
                    {{(index .Mounts 1).Source}}                           ~ /b
                    {{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}} ~ 8080
                    {{join .Config.Env ","}}                               ~ X=1,Y=2
                    {{.Name | upper | json}}                               ~ "/WEB"
                    {{len .Mounts}}                                        ~ 2
                    {{.Ratio}}                                             ~ 1.5
                    {{printf "%s|%5d|%q" .Id .State.Pid .Name}}            ~ 4f5a|   12|"/web"
                    {{$x := .Id}}{{$x}}{{$.Name}}                          ~ 4f5a/web
                    a {{- /* note */ -}} b                                 ~ a {{- /* note */ -}} b
                    """)
    void a_template_is_applied_as_go_does(String template, String expected) throws IOException {
        var container = Json.parse(CONTAINER.getBytes(StandardCharsets.UTF_8));
        if (template.contains("/*")) expected = "ab";

        assertThat(Template.parse(template).apply(container)).isEqualTo(expected);
    }

    @Test
    void tab_and_new_line_are_written_as_in_formats_of_docker() {
        assertThat(Template.parse("a\\tb\\n{{println \"x\\\\ty\"}}").apply(null))
                .startsWith("a\tb\nx");
    }

    @ParameterizedTest
    @CsvSource({
        "{{.Nope}}",
        "{{.Id",
        "{{if .Id}}",
        "{{end}}",
        "{{nope .Id}}",
        "{{.Id | }}",
        "{{index .Mounts 9}}"
    })
    void a_template_that_does_not_fit_is_an_error(String template) throws IOException {
        var container = Json.parse(CONTAINER.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Template.parse(template).apply(container))
                .isInstanceOf(TemplateError.class)
                .hasMessageStartingWith("template parsing error");
    }
}
