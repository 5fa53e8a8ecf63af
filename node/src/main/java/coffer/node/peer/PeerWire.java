package coffer.node.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.ParserSettings.ErrorLoggingVerbosity$;
import scala.concurrent.duration.FiniteDuration;

/** The limits of the server for other nodes, set here so that no configuration undoes them. */
final class PeerWire {
  private static final int CONNECTIONS_MAX = 1_024;
  private static final int BACKLOG = 256;
  private static final int URI_CHARS_MAX = 4 * 1024;
  private static final int HEADERS_MAX = 16;
  private static final int HEADER_CHARS_MAX = 1024;

  /** Callers have shorter timeouts; this one is for handlers that forget to answer. */
  private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(30);

  /**
   * Longer than callers keep an idle connection; also how long one may stay that never asks for
   * anything.
   */
  private static final Duration IDLE_TIME_MAX = Duration.ofSeconds(30);

  private PeerWire() {}

  static ServerSettings of(ClassicActorSystemProvider system) {
    var settings = ServerSettings.create(system.classicSystem());
    return settings
        .withTimeouts(
            settings
                .getTimeouts()
                .withRequestTimeout(seconds(ANSWER_TIME_MAX))
                .withIdleTimeout(seconds(IDLE_TIME_MAX)))
        .withServerHeader(Optional.empty())
        .withRemoteAddressAttribute(true)
        .withTransparentHeadRequests(false)
        .withVerboseErrorMessages(false)
        .withEnableHttp2(false)
        .withMaxConnections(CONNECTIONS_MAX)
        .withBacklog(BACKLOG)
        .withParsingErrorHandler(MalformedCalls.class.getName())
        .withParserSettings(
            settings
                .getParserSettings()
                .withIncludeSslSessionAttribute(true)
                .withModeledHeaderParsing(false)
                .withIllegalHeaderWarnings(false)
                .withMaxUriLength(URI_CHARS_MAX)
                .withMaxHeaderCount(HEADERS_MAX)
                .withMaxHeaderNameLength(HEADER_CHARS_MAX)
                .withMaxHeaderValueLength(HEADER_CHARS_MAX)
                .withMaxContentLength(PeerCalls.BODY_BYTES_MAX)
                .withErrorLoggingVerbosity(ErrorLoggingVerbosity$.MODULE$.apply("off")));
  }

  private static FiniteDuration seconds(Duration duration) {
    return scala.concurrent.duration.Duration.create(duration.toSeconds(), TimeUnit.SECONDS);
  }
}
