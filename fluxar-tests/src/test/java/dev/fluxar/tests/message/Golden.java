package dev.fluxar.tests.message;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One envelope of each kind of the Core scope.
 *
 * @param name what it is
 * @param annotated its bytes, field by field: what follows a semicolon is a note
 * @param fields what it says
 */
record Golden(String name, String annotated, Fields fields) {

    static final String ID = "0193a5c8f0007a1b8c2d3e4f50617283";
    static final String REF = "0193a5c8f00070008000000000000001";

    byte[] bytes() {
        return Fields.bytes(
                annotated.lines().map(line -> line.split(";", 2)[0]).collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return name;
    }

    static Stream<Golden> all() {
        return Stream.of(
                CALL,
                HELLO,
                ANSWER,
                REFUSAL,
                PING,
                PONG,
                BYE,
                FATAL_BYE,
                ONEWAY,
                REPLY,
                ERROR_REPLY,
                CANCEL,
                STREAM_REFUSAL);
    }

    /** The sample of §1.4. */
    static final Golden CALL =
            new Golden(
                    "call",
                    """
                    87                                       ; array of 7
                       02                                    ; 0 type    2, call
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       6f 757365722e67657450726f66696c65     ; 3 target  "user.getProfile"
                       a1                                    ; 4 meta    map of 1
                          68 74726163655f6964                ;           "trace_id"
                          66 616263313233                    ;           "abc123"
                       a1                                    ; 5 payload map of 1
                          62 6964                            ;           "id"
                          18 2a                              ;           42
                       f6                                    ; 6 error   null
                    """,
                    new Fields(
                            MessageType.CALL,
                            ID,
                            null,
                            "user.getProfile",
                            Map.of("trace_id", "abc123"),
                            "a1626964182a",
                            null));

    static final Golden HELLO =
            new Golden(
                    "hello",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       f6                                    ; 3 target  null: the hello proper
                       f6                                    ; 4 meta    null
                       a1                                    ; 5 payload map of 1
                          65 6f66666572                      ;           "offer"
                          4c a1 68 76657273696f6e73 81 01    ;           << {"versions": [1]} >>
                       f6                                    ; 6 error   null
                    """,
                    new Fields(
                            MessageType.HELLO,
                            ID,
                            null,
                            null,
                            null,
                            "a1656f666665724ca16876657273696f6e738101",
                            null));

    static final Golden ANSWER =
            new Golden(
                    "answer",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       f6                                    ; 1 id      null
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the hello
                       f6                                    ; 3 target  null
                       f6                                    ; 4 meta    null
                       a1                                    ; 5 payload map of 1
                          66 616e73776572                    ;           "answer"
                          4a a1 67 76657273696f6e 01         ;           << {"version": 1} >>
                       f6                                    ; 6 error   null
                    """,
                    new Fields(
                            MessageType.HELLO,
                            null,
                            REF,
                            null,
                            null,
                            "a166616e737765724aa16776657273696f6e01",
                            null));

    static final Golden REFUSAL =
            new Golden(
                    "refusal",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       f6                                    ; 1 id      null
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the hello
                       f6                                    ; 3 target  null
                       f6                                    ; 4 meta    null
                       f6                                    ; 5 payload null
                       a3                                    ; 6 error   map of 3
                          64 636f6465                        ;           "code"
                          18 67                              ;           103
                          67 6d657373616765                  ;           "message"
                          6e 6e6f20636f6d6d6f6e20776f7264    ;           "no common word"
                          64 64617461                        ;           "data"
                          a1 68 76657273696f6e73 81 01       ;           {"versions": [1]}
                    """,
                    new Fields(
                            MessageType.HELLO,
                            null,
                            REF,
                            null,
                            null,
                            null,
                            new ErrorInfo(
                                    ErrorCode.UNSUPPORTED_VERSION.code(),
                                    "no common word",
                                    Cbor.of(Fields.bytes("a16876657273696f6e738101")),
                                    -1)));

    static final Golden PING =
            new Golden(
                    "ping",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       64 70696e67                           ; 3 target  "ping"
                       f6                                    ; 4 meta    null
                       f6                                    ; 5 payload null
                       f6                                    ; 6 error   null
                    """,
                    new Fields(MessageType.HELLO, ID, null, "ping", null, null, null));

    static final Golden PONG =
            new Golden(
                    "answer to a ping",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       f6                                    ; 1 id      null
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the ping
                       f6 f6 f6 f6                           ; 3 to 6    null
                    """,
                    new Fields(MessageType.HELLO, null, REF, null, null, null, null));

    static final Golden BYE =
            new Golden(
                    "bye",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       63 627965                             ; 3 target  "bye"
                       f6                                    ; 4 meta    null
                       a2                                    ; 5 payload map of 2
                          64 636f6465                        ;           "code"
                          19 01f7                            ;           503, DRAINING
                          65 6772616365                      ;           "grace"
                          19 2710                            ;           10000
                       f6                                    ; 6 error   null
                    """,
                    new Fields(
                            MessageType.HELLO,
                            ID,
                            null,
                            "bye",
                            null,
                            "a264636f64651901f7656772616365192710",
                            null));

    static final Golden FATAL_BYE =
            new Golden(
                    "fatal bye",
                    """
                    87                                       ; array of 7
                       01                                    ; 0 type    1, hello
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       63 627965                             ; 3 target  "bye"
                       f6                                    ; 4 meta    null
                       f6                                    ; 5 payload null
                       a2                                    ; 6 error   map of 2
                          64 636f6465                        ;           "code"
                          18 66                              ;           102, MALFORMED
                          67 6d657373616765                  ;           "message"
                          64 77687921                        ;           "why!"
                    """,
                    new Fields(
                            MessageType.HELLO,
                            ID,
                            null,
                            "bye",
                            null,
                            null,
                            ErrorInfo.of(ErrorCode.MALFORMED, "why!")));

    static final Golden ONEWAY =
            new Golden(
                    "oneway call",
                    """
                    87                                       ; array of 7
                       02                                    ; 0 type    2, call
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      16 bytes
                       f6                                    ; 2 ref     null: an open
                       63 6c6f67                             ; 3 target  "log"
                       a1                                    ; 4 meta    map of 1
                          66 6f6e65776179                    ;           "oneway"
                          f5                                 ;           true
                       43 010203                             ; 5 payload 3 bytes
                       f6                                    ; 6 error   null
                    """,
                    new Fields(
                            MessageType.CALL,
                            ID,
                            null,
                            "log",
                            Map.of("oneway", true),
                            "43010203",
                            null));

    static final Golden REPLY =
            new Golden(
                    "reply",
                    """
                    87                                       ; array of 7
                       02                                    ; 0 type    2, call
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      of its own, §1.3-5
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the call
                       f6                                    ; 3 target  null
                       f6                                    ; 4 meta    null
                       62 c3bc                               ; 5 payload "ü"
                       f6                                    ; 6 error   null
                    """,
                    new Fields(MessageType.CALL, ID, REF, null, null, "62c3bc", null));

    static final Golden ERROR_REPLY =
            new Golden(
                    "error reply",
                    """
                    87                                       ; array of 7
                       02                                    ; 0 type    2, call
                       50 0193a5c8f0007a1b8c2d3e4f50617283   ; 1 id      of its own, §1.3-5
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the call
                       f6                                    ; 3 target  null
                       f6                                    ; 4 meta    null
                       f6                                    ; 5 payload null
                       a3                                    ; 6 error   map of 3
                          64 636f6465                        ;           "code"
                          19 0191                            ;           401, OVERLOADED
                          67 6d657373616765                  ;           "message"
                          60                                 ;           ""
                          65 7265747279                      ;           "retry"
                          18 64                              ;           100
                    """,
                    new Fields(
                            MessageType.CALL,
                            ID,
                            REF,
                            null,
                            null,
                            null,
                            new ErrorInfo(ErrorCode.OVERLOADED.code(), "", null, 100)));

    static final Golden CANCEL =
            new Golden(
                    "cancel",
                    """
                    87                                       ; array of 7
                       02                                    ; 0 type    2, call
                       f6                                    ; 1 id      null
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the call
                       66 63616e63656c                       ; 3 target  "cancel"
                       f6 f6 f6                              ; 4 to 6    null
                    """,
                    new Fields(MessageType.CALL, null, REF, "cancel", null, null, null));

    static final Golden STREAM_REFUSAL =
            new Golden(
                    "refusal of a stream",
                    """
                    87                                       ; array of 7
                       03                                    ; 0 type    3, stream
                       f6                                    ; 1 id      null
                       50 0193a5c8f00070008000000000000001   ; 2 ref     the open
                       63 656e64                             ; 3 target  "end"
                       f6                                    ; 4 meta    null
                       f6                                    ; 5 payload null
                       a2                                    ; 6 error   map of 2
                          64 636f6465                        ;           "code"
                          19 0132                            ;           306, UNSUPPORTED
                          67 6d657373616765                  ;           "message"
                          60                                 ;           ""
                    """,
                    new Fields(
                            MessageType.STREAM,
                            null,
                            REF,
                            "end",
                            null,
                            null,
                            ErrorInfo.of(ErrorCode.UNSUPPORTED, "")));
}
