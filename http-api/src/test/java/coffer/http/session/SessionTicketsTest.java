package coffer.http.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.fakes.Samples;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionTicketsTest {
  private static final String ARN = "arn:aws:iam::000000000000:user/alice";
  private static final Clock CLOCK = Clock.fixed(Samples.NOW, ZoneOffset.UTC);

  private final SessionTickets tickets = tickets((byte) 7, CLOCK);

  private static SessionTickets tickets(byte key, Clock clock) {
    var bytes = new byte[32];
    Arrays.fill(bytes, key);
    return new SessionTickets(bytes, new SecureRandom(), clock);
  }

  private SessionTickets.Credentials issue(Optional<ObjectEncryption> encryption) {
    return tickets.issue(Samples.DIRECTORY, SessionTicket.Mode.READ_WRITE, ARN, encryption);
  }

  @Test
  void opensWhatItSealedAlsoAfterARestart() {
    for (var encryption :
        List.of(
            Optional.<ObjectEncryption>empty(),
            Optional.of(ObjectEncryption.SSE_S3),
            Optional.of(ObjectEncryption.kms("arn:aws:kms:us-east-1:1:key/k", true)))) {
      var credentials = issue(encryption);
      var restarted = tickets((byte) 7, CLOCK);
      assertEquals(credentials.ticket(), restarted.open(credentials.token()));
      assertEquals(credentials.secret(), restarted.secret(credentials.ticket().accessKeyId()));
    }
  }

  @Test
  void refusesATokenWithAnyCharacterChanged() {
    var token = issue(Optional.empty()).token();
    for (int i = 0; i < token.length(); i++) {
      for (char other : new char[] {'A', 'B', '_', '='}) {
        if (token.charAt(i) != other) {
          var changed = token.substring(0, i) + other + token.substring(i + 1);
          var refused = assertThrows(S3Exception.class, () -> tickets.open(changed));
          assertEquals(S3Error.InvalidRequest, refused.error());
        }
      }
    }
  }

  @Test
  void refusesTokensThatAreCutPaddedOrFromElsewhere() {
    var token = issue(Optional.empty()).token();
    var elsewhere =
        tickets((byte) 8, CLOCK)
            .issue(Samples.DIRECTORY, SessionTicket.Mode.READ_WRITE, ARN, Optional.empty())
            .token();
    for (var bad :
        List.of("", "A", token.substring(1), token + "=", token + "A", token + token, elsewhere)) {
      assertEquals(
          S3Error.InvalidRequest, assertThrows(S3Exception.class, () -> tickets.open(bad)).error());
    }
  }

  @Test
  void expiresAfterFiveMinutesToTheSecond() {
    var ticket = issue(Optional.empty()).ticket();
    assertEquals(Samples.NOW.plusSeconds(300), ticket.expires());
    assertFalse(tickets.expired(ticket));
    assertFalse(at(299).expired(ticket));
    assertTrue(at(300).expired(ticket));
  }

  /** Buckets are made at milliseconds: a coarser session would seem older than its bucket. */
  @Test
  void theExpiryIsKeptToTheMillisecond() {
    var exact = tickets((byte) 7, Clock.fixed(Samples.NOW.plusMillis(123), ZoneOffset.UTC));
    var made = exact.issue("b--z--x-s3", SessionTicket.Mode.READ_WRITE, "arn", Optional.empty());
    assertEquals(
        Samples.NOW.plusMillis(123).plus(SessionTickets.LIFETIME),
        exact.open(made.token()).expires());
  }

  private static SessionTickets at(long seconds) {
    return tickets((byte) 7, Clock.fixed(Samples.NOW.plusSeconds(seconds), ZoneOffset.UTC));
  }

  @Test
  void givesEverySessionItsOwnKeyAndShowsNoSecret() {
    var one = issue(Optional.empty());
    var two = issue(Optional.empty());
    assertNotEquals(one.ticket().accessKeyId(), two.ticket().accessKeyId());
    assertNotEquals(one.secret(), two.secret());
    assertFalse(one.toString().contains(one.secret()) || one.toString().contains(one.token()));
    assertTrue(one.ticket().accessKeyId().matches("ASIA[A-Z2-7]{16}"));
  }
}
