package dev.caisson.launch.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.seccomp.Condition.Operator;
import dev.caisson.launch.seccomp.Guard.Facts;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonProfileReaderTest {
    @Test
    void a_profile_in_dockers_format_is_read() {
        var profile =
                SeccompProfile.parse(
                        """
                        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
                         "flags": ["SECCOMP_FILTER_FLAG_LOG"],
                         "archMap": [
                           {"architecture": "SCMP_ARCH_X86_64",
                            "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
                           {"architecture": "SCMP_ARCH_S390X", "subArchitectures": null}],
                         "unknown": {"is": "skipped"},
                         "syscalls": [
                           {"names": ["read", "write"], "action": "SCMP_ACT_ALLOW",
                            "comment": "words",
                            "includes": {"caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8"},
                            "excludes": {"arches": ["s390x"]}},
                           {"name": "socket", "action": "SCMP_ACT_TRACE", "errnoRet": 7,
                            "args": [{"index": 1, "value": 18446744073709551615,
                                      "valueTwo": 5, "op": "SCMP_CMP_MASKED_EQ"},
                                     {"index": 0, "value": 38, "op": "SCMP_CMP_LT"}]}]}
                        """);

        assertThat(profile.otherwise()).isEqualTo(Action.errno(38));
        assertThat(profile.flags()).isEqualTo(2);
        assertThat(profile.interfaces()).isEqualTo(Set.of(Abi.X86_64, Abi.X86, Abi.X32));
        assertThat(profile.name()).hasSize(64);
        assertThat(profile.rules())
                .containsExactly(
                        new Rule(
                                List.of("read", "write"),
                                Action.ALLOW,
                                List.of(),
                                new Guard(
                                        new Facts(
                                                List.of(),
                                                List.of("CAP_SYS_ADMIN"),
                                                new KernelVersion(4, 8)),
                                        new Facts(List.of("s390x"), List.of(), null))),
                        new Rule(
                                List.of("socket"),
                                Action.trace(7),
                                List.of(
                                        new Condition(1, Operator.MASKED_EQUAL, -1, 5),
                                        new Condition(0, Operator.LESS, 38, 0)),
                                Guard.NONE));
    }

    @Test
    void an_argument_named_twice_means_either_condition() {
        var profile =
                SeccompProfile.parse(
                        """
                        {"defaultAction": "SCMP_ACT_KILL", "syscalls": [
                          {"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [
                            {"index": 0, "value": 0, "op": "SCMP_CMP_EQ"},
                            {"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]}]}
                        """);

        assertThat(profile.rules()).hasSize(2);
        assertThat(profile.rules().getLast().conditions())
                .containsExactly(new Condition(0, Operator.EQUAL, 8, 0));
    }

    @Test
    void the_errno_is_eperm_when_none_is_given() {
        var profile = SeccompProfile.parse("{\"defaultAction\": \"SCMP_ACT_ERRNO\"}");

        assertThat(profile.otherwise()).isEqualTo(Action.errno(1));
        assertThat(profile.interfaces()).isEmpty();
        assertThat(profile.flags()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{'defaultAction':'SCMP_ACT_FOO'}",
                "{'defaultAction':5}",
                "{'defaultAction':'SCMP_ACT_NOTIFY'}",
                "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':-1}",
                "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':4096}",
                "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':99999999999999999999}",
                "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':'x'}",
                "{'defaultAction':'SCMP_ACT_ALLOW','flags':['SECCOMP_FILTER_FLAG_NEW_LISTENER']}",
                "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['amd64']}",
                "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_X86'],'archMap':["
                        + "{'architecture':'SCMP_ARCH_X86_64'}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/x'}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':{}}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[5]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a']}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':[1],'action':"
                        + "'SCMP_ACT_KILL'}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','names':['b'],'action':"
                        + "'SCMP_ACT_KILL'}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','action':"
                        + "'SCMP_ACT_KILL','args':[{'index':6,'op':'SCMP_CMP_EQ'}]}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','action':"
                        + "'SCMP_ACT_KILL','args':[{'index':4294967296,'op':'SCMP_CMP_EQ'}]}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','action':"
                        + "'SCMP_ACT_KILL','args':[{'index':0,'op':'='}]}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','action':"
                        + "'SCMP_ACT_KILL','args':[{'index':0,'value':-1,'op':'SCMP_CMP_EQ'}]}]}",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'name':'a','action':"
                        + "'SCMP_ACT_KILL','includes':{'minKernel':'new'}}]}",
            })
    void what_is_wrong_is_refused(String text) {
        assertThatThrownBy(() -> SeccompProfile.parse(text.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(FaultCode.SECCOMP_PROFILE_INVALID))
                .hasMessageStartingWith("Decoding seccomp profile failed: ");
    }

    @Test
    void a_huge_profile_is_refused() {
        assertThatThrownBy(() -> SeccompProfile.parse(" ".repeat(2 << 20)))
                .isInstanceOf(InvalidInput.class);
    }
}
