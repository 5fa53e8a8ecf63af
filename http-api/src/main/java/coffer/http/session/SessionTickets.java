package coffer.http.session;

import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.mac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues and opens session tokens. Nothing is stored: a token is its ticket, sealed under a key of
 * the cluster, and the secret access key follows from the access key id, so any node honours a
 * session, also after a restart. Thread-safe.
 *
 * <p>Token, base64url without padding, canonical:
 *
 * <pre>
 * byte 0       version, 1
 * bytes 1-32   salt, random
 * bytes 33-    AES-256-GCM of the ticket ({@link TicketFormat}), tag of 16 bytes at the end
 * </pre>
 *
 * The sealing key is {@code HMAC-SHA256(token key, salt)}: each key seals one ticket, so the nonce
 * is twelve zero bytes and never repeats. Version and salt are authenticated.
 */
public final class SessionTickets {
  /** How long a session lives; it cannot be extended. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /** Longer tokens are not looked at. */
  public static final int TOKEN_CHARS_MAX = 8192;

  private static final int OPENED_MAX = 1024;
  private static final byte VERSION = 1;
  private static final int SALT_BYTES = 32;
  private static final int TAG_BITS = 128;
  private static final byte[] NONCE = new byte[12];
  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] tokenKey;
  private final byte[] secretKey;
  private final SecureRandom random;
  private final Clock clock;

  /** A client sends one token with every request; it always opens to the same ticket. */
  private final Map<String, SessionTicket> opened =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SessionTicket> eldest) {
          return size() > OPENED_MAX;
        }
      };

  /**
   * @param key 32 secret bytes that all nodes share; copied
   */
  public SessionTickets(byte[] key, SecureRandom random, Clock clock) {
    if (key.length != 32) {
      throw new IllegalArgumentException("a session key has 32 bytes, not " + key.length);
    }
    this.tokenKey =
        HmacSha256.of(key, "coffer session token 1".getBytes(StandardCharsets.US_ASCII));
    this.secretKey =
        HmacSha256.of(key, "coffer session secret 1".getBytes(StandardCharsets.US_ASCII));
    this.random = random;
    this.clock = clock;
  }

  /**
   * The credentials of a new session, as CreateSession answers them.
   *
   * @param secret the secret access key; shown to its owner once, and nowhere else
   */
  public record Credentials(SessionTicket ticket, String secret, String token) {
    @Override
    public String toString() {
      return "Credentials[" + ticket.accessKeyId() + "]";
    }
  }

  /** Makes a session that ends {@link #LIFETIME} from now. */
  public Credentials issue(
      String bucket,
      SessionTicket.Mode mode,
      String principalArn,
      Optional<ObjectEncryption> encryption) {
    var expires = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.MILLIS);
    var ticket =
        new SessionTicket(newAccessKeyId(), bucket, mode, principalArn, encryption, expires);
    return new Credentials(ticket, secret(ticket.accessKeyId()), seal(ticket));
  }

  /** The ticket in a token, expired or not; InvalidRequest if this cluster did not make it so. */
  public SessionTicket open(String token) {
    if (token.length() > TOKEN_CHARS_MAX) {
      throw unreadable();
    }
    synchronized (opened) {
      var known = opened.get(token);
      if (known != null) {
        return known;
      }
    }
    var ticket = unsealed(token);
    synchronized (opened) {
      opened.put(token, ticket);
    }
    return ticket;
  }

  private SessionTicket unsealed(String token) {
    try {
      var sealed = Base64.getUrlDecoder().decode(token);
      // The decoder forgives stray bits in the last character; a changed token must not pass.
      var canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
      if (!canonical.equals(token) || sealed.length <= 1 + SALT_BYTES || sealed[0] != VERSION) {
        throw unreadable();
      }
      var header = Arrays.copyOf(sealed, 1 + SALT_BYTES);
      var cipher = cipher(Cipher.DECRYPT_MODE, header);
      return TicketFormat.decode(
          cipher.doFinal(sealed, header.length, sealed.length - header.length));
    } catch (IllegalArgumentException | GeneralSecurityException unreadable) {
      throw unreadable();
    }
  }

  /** Whether the session has ended. */
  public boolean expired(SessionTicket ticket) {
    return !clock.instant().isBefore(ticket.expires());
  }

  /** The secret access key that belongs to a session's access key id. */
  public String secret(String accessKeyId) {
    var bytes = HmacSha256.of(secretKey, accessKeyId.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String seal(SessionTicket ticket) {
    var header = new byte[1 + SALT_BYTES];
    random.nextBytes(header);
    header[0] = VERSION;
    try {
      var plain = TicketFormat.encode(ticket);
      var cipher = cipher(Cipher.ENCRYPT_MODE, header);
      var token = Arrays.copyOf(header, header.length + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, token, header.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-256-GCM is not available", impossible);
    }
  }

  private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
    var salt = Arrays.copyOfRange(header, 1, header.length);
    var key = new SecretKeySpec(HmacSha256.of(tokenKey, salt), "AES");
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, NONCE));
    cipher.updateAAD(header);
    return cipher;
  }

  /** {@code ASIA} and 80 random bits, as STS shapes temporary access key ids. */
  private String newAccessKeyId() {
    var id = new StringBuilder("ASIA");
    for (int i = 0; i < 16; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }

  private static S3Exception unreadable() {
    return new S3Exception(S3Error.InvalidRequest, "The session token is not valid.");
  }
}
