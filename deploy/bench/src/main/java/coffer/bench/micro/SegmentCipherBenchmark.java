package coffer.bench.micro;

import coffer.kms.envelope.DataKey;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SegmentDecryptor;
import coffer.kms.envelope.SegmentEncryptor;
import coffer.kms.envelope.Segments;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The segment cipher beside the cipher it is made of: 64 KiB by one thread, in operations a second
 * (times 65536 bytes). {@code Into} writes into one buffer that is kept, as the raw cipher does;
 * {@code New} returns a new array each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
// Without a touched heap, new arrays measure the page faults of the machine's first seconds.
@Fork(
    value = 2,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class SegmentCipherBenchmark {
  private static final int TAG_BITS = 128;

  private final byte[] plain = new byte[Segments.PLAIN_BYTES];
  private final byte[] rawSealed = new byte[Segments.STORED_BYTES];
  private final byte[] sealedOut = new byte[Segments.STORED_BYTES];
  private final byte[] openedOut = new byte[Segments.PLAIN_BYTES];
  private final byte[] rawNonce = new byte[12];
  private SecretKeySpec rawKey;
  private Cipher rawEncrypt;
  private Cipher rawDecrypt;
  private GCMParameterSpec rawSealedParameters;
  private long rawCounter;

  private SegmentEncryptor encryptor;
  private SegmentDecryptor decryptor;
  private byte[] sealed;

  /** Makes the keys and one sealed segment for each opening benchmark. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    random.nextBytes(plain);
    byte[] keyBytes = new byte[DataKey.BYTES];
    random.nextBytes(keyBytes);
    rawKey = new SecretKeySpec(keyBytes, "AES");
    rawEncrypt = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    rawDecrypt = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    rawSealedParameters = new GCMParameterSpec(TAG_BITS, rawNonce.clone());
    rawEncrypt.init(Cipher.ENCRYPT_MODE, rawKey, rawSealedParameters);
    rawEncrypt.doFinal(plain, 0, plain.length, rawSealed, 0);

    DataKey key = DataKey.generate(random);
    KeyBinding binding = new KeyBinding("0".repeat(32), "1".repeat(32));
    SegmentEncryptor first = new SegmentEncryptor(key, binding);
    sealed = first.seal(plain, 0, plain.length, false);
    decryptor = new SegmentDecryptor(first.header(), key, binding);
    encryptor = new SegmentEncryptor(key, binding);
  }

  @Benchmark
  public byte[] segmentSealNew() {
    return encryptor.seal(plain, 0, plain.length, false);
  }

  @Benchmark
  public byte[] segmentSealInto() {
    encryptor.seal(plain, 0, plain.length, false, sealedOut, 0);
    return sealedOut;
  }

  @Benchmark
  public byte[] segmentOpenNew() {
    return decryptor.open(0, sealed, 0, sealed.length, false);
  }

  @Benchmark
  public byte[] segmentOpenInto() {
    decryptor.open(0, sealed, 0, sealed.length, false, openedOut, 0);
    return openedOut;
  }

  /** SunJCE alone, a new nonce for each message. */
  @Benchmark
  public byte[] rawSealInto() throws GeneralSecurityException {
    ByteBuffer.wrap(rawNonce).putLong(4, ++rawCounter);
    rawEncrypt.init(Cipher.ENCRYPT_MODE, rawKey, new GCMParameterSpec(TAG_BITS, rawNonce));
    rawEncrypt.doFinal(plain, 0, plain.length, sealedOut, 0);
    return sealedOut;
  }

  /** As above, with a new array for each message. */
  @Benchmark
  public byte[] rawSealNew() throws GeneralSecurityException {
    ByteBuffer.wrap(rawNonce).putLong(4, ++rawCounter);
    rawEncrypt.init(Cipher.ENCRYPT_MODE, rawKey, new GCMParameterSpec(TAG_BITS, rawNonce));
    return rawEncrypt.doFinal(plain, 0, plain.length);
  }

  /** SunJCE alone. */
  @Benchmark
  public byte[] rawOpenInto() throws GeneralSecurityException {
    rawDecrypt.init(Cipher.DECRYPT_MODE, rawKey, rawSealedParameters);
    rawDecrypt.doFinal(rawSealed, 0, rawSealed.length, openedOut, 0);
    return openedOut;
  }
}
