package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Whether a signature is of now. */
record SignedTime(Clock clock) {
  private static final Duration SKEW_MAX = Duration.ofMinutes(15);

  void check(S3Request request, SignedRequest signed) {
    var now = clock.instant();
    var date = instant(signed);
    if (signed.presigned()) {
      checkPresigned(now, date, QueryAuth.expires(request.query()));
    } else if (Duration.between(date, now).abs().compareTo(SKEW_MAX) > 0) {
      throw new S3Exception(
          S3Error.RequestTimeTooSkewed,
          S3Error.RequestTimeTooSkewed.message(),
          Map.of(
              "RequestTime", signed.date(),
              "ServerTime", now.truncatedTo(ChronoUnit.SECONDS).toString(),
              "MaxAllowedSkewMilliseconds", Long.toString(SKEW_MAX.toMillis())));
    }
  }

  private static void checkPresigned(Instant now, Instant date, long expiresSeconds) {
    if (date.isAfter(now.plus(SKEW_MAX))) {
      throw new S3Exception(S3Error.AccessDenied, "Request is not yet valid");
    }
    var expires = date.plusSeconds(expiresSeconds);
    if (!now.isBefore(expires)) {
      throw new S3Exception(
          S3Error.AccessDenied,
          "Request has expired",
          Map.of(
              "X-Amz-Expires", Long.toString(expiresSeconds),
              "Expires", expires.toString(),
              "ServerTime", now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
  }

  private static Instant instant(SignedRequest signed) {
    try {
      var date = signed.date();
      if (!Credential.isDate(date)) {
        throw new DateTimeException(date);
      }
      return LocalDateTime.of(
              number(date, 0, 4),
              number(date, 4, 6),
              number(date, 6, 8),
              number(date, 9, 11),
              number(date, 11, 13),
              number(date, 13, 15))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new S3Exception(
          S3Error.AccessDenied, "AWS authentication requires a valid Date or x-amz-date header");
    }
  }

  private static int number(String digits, int from, int to) {
    return Integer.parseInt(digits, from, to, 10);
  }
}
