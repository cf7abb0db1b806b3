package dev.caisson.front.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request on its virtual thread, from its head to the last byte of its answer.
final class Exchange implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /// Bytes that a request may have before it leaves HTTP.
    private static final int LONGEST_BEFORE = 4096;

    private final Connection connection;
    private final HttpRequest head;
    private final Request request;
    private final Inflow body;

    Exchange(Connection connection, HttpRequest head, RequestTarget target, @Nullable Peer peer) {
        this.connection = connection;
        this.head = head;
        this.body = new Inflow(connection::demand);
        this.request =
                new Request(
                        head.method().name(),
                        target.path(),
                        target.query(),
                        head.headers(),
                        body,
                        peer);
    }

    HttpRequest head() {
        return head;
    }

    Inflow body() {
        return body;
    }

    /// Whether the client waits for a word before it sends the body.
    boolean expectsContinue() {
        return HttpUtil.is100ContinueExpected(head);
    }

    @Override
    public void run() {
        Answer answer;
        try {
            answer = connection.service().answer(request);
        } catch (RuntimeException | Error bug) {
            // Whatever it is, a client waits.
            LOG.error("request failed outside its handler, answering 500", bug);
            answer = new Answer.Whole(500, Map.of(), new byte[0]);
        }
        switch (answer) {
            case Answer.Whole whole -> connection.send(this, whole);
            case Answer.Streaming streaming -> stream(streaming);
            case Answer.Late late -> produceLate(late);
            case Answer.Hijacked hijacked -> talk(hijacked.talk(), hijacked);
            case Answer.WebSocket socket -> talk(socket.talk(), socket);
            case Answer.Handover handover -> handOver(handover);
        }
    }

    /// The other protocol begins where the request ends: Node's clients end theirs with a chunk.
    private void handOver(Answer.Handover handover) {
        try {
            if (request.body().readNBytes(LONGEST_BEFORE).length == LONGEST_BEFORE) {
                handover.takeover().lost();
                connection.send(this, new Answer.Whole(413, Map.of(), new byte[0]));
                return;
            }
        } catch (IOException gone) {
            LOG.debug("client left before another protocol, path={}", request.path());
            handover.takeover().lost();
            return;
        }
        connection.handOver(this, handover);
    }

    private void stream(Answer.Streaming streaming) {
        var out = connection.begin(this, streaming);
        boolean whole = false;
        try {
            streaming.producer().produce(out);
            whole = true;
        } catch (ClientGone gone) {
            LOG.debug("client left during an answer, path={}", request.path());
        } catch (IOException | RuntimeException failure) {
            logUnlessGone(out, failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        out.produced();
        connection.finish(this, out, whole);
    }

    private void produceLate(Answer.Late late) {
        var begun =
                new Answer.Streaming(
                        late.status(), late.headers(), _ -> {}); // only its head is used
        var out = new LateOutput(() -> connection.begin(this, begun));
        boolean whole = false;
        Exception failure = null;
        try {
            late.producer().produce(out);
            whole = true;
        } catch (ClientGone gone) {
            LOG.debug("client left during an answer, path={}", request.path());
        } catch (IOException | RuntimeException broken) {
            failure = broken;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        var flow = out.flow();
        if (flow == null && failure != null) {
            connection.send(this, late.failed().apply(failure));
            return;
        }
        var sent = flow == null ? connection.begin(this, begun) : flow;
        if (failure != null) logUnlessGone(sent, failure);
        connection.finish(this, sent, whole);
    }

    private void talk(Answer.Conversation conversation, Answer answer) {
        var in = new Inflow(connection::demand);
        var out = connection.upgrade(this, answer, in);
        try {
            conversation.talk(in, out);
        } catch (ClientGone gone) {
            LOG.debug("client left during a conversation, path={}", request.path());
        } catch (IOException | RuntimeException failure) {
            logUnlessGone(out, failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        out.produced();
        in.discard();
        connection.hangUp(out);
    }

    private void logUnlessGone(Outflow out, Exception failure) {
        if (out.isGone()) LOG.debug("answer ended by the client, path={}", request.path(), failure);
        else LOG.warn("answer broken off, ignoring, path={}", request.path(), failure);
    }
}
