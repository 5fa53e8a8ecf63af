package coffer.http.server;

import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.ParserSettings.ErrorLoggingVerbosity$;
import scala.concurrent.duration.FiniteDuration;

/**
 * What Pekko HTTP must be told so that S3 requests reach us as they were sent: set here, so that no
 * configuration file can undo it.
 */
final class WireSettings {
  /** A key of 1,024 bytes takes 3,072 characters when each is escaped; presigned URLs add 2 KiB. */
  private static final int URI_CHARS_MAX = 16 * 1024;

  private static final int HEADERS_MAX = 256;
  private static final int HEADER_NAME_CHARS_MAX = 256;
  static final int HEADER_VALUE_CHARS_MAX = 16 * 1024;

  private static final int BACKLOG = 1_024;

  /** Longer than a slow operation may be silent, short enough to get rid of the dead. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  private WireSettings() {}

  static ServerSettings of(ActorSystem system) {
    var settings = ServerSettings.create(system);
    long writeBytes = system.settings().config().getBytes("pekko.io.tcp.direct-buffer-size");
    var timeouts =
        settings
            .getTimeouts()
            .withRequestTimeout(seconds(Duration.ZERO)) // Exchange has its own
            .withIdleTimeout(seconds(IDLE_TIMEOUT));
    return settings
        .withTimeouts(timeouts)
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("Coffer", ""))))
        .withRawRequestUriHeader(true)
        .withRemoteAddressAttribute(true)
        .withTransparentHeadRequests(false)
        .withVerboseErrorMessages(false)
        .withEnableHttp2(false)
        .withMaxConnections(ConnectionLimit.ofThisProcess(writeBytes))
        .withBacklog(BACKLOG)
        .withParsingErrorHandler(ParseErrors.class.getName())
        .withParserSettings(VerbatimContentType.keptBy(parser(settings.getParserSettings())));
  }

  private static ParserSettings parser(ParserSettings settings) {
    return settings
        .withMaxUriLength(URI_CHARS_MAX)
        .withUriParsingMode(Uri.RELAXED)
        .withModeledHeaderParsing(false)
        .withIllegalHeaderWarnings(false)
        .withMaxHeaderCount(HEADERS_MAX)
        .withMaxHeaderNameLength(HEADER_NAME_CHARS_MAX)
        .withMaxHeaderValueLength(HEADER_VALUE_CHARS_MAX)
        .withMaxContentLength(Long.MAX_VALUE)
        .withErrorLoggingVerbosity(ErrorLoggingVerbosity$.MODULE$.apply("off"));
  }

  private static FiniteDuration seconds(Duration duration) {
    return scala.concurrent.duration.Duration.create(
        duration.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
  }
}
