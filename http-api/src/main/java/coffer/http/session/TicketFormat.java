package coffer.http.session;

import coffer.http.encryption.ObjectEncryption;
import coffer.http.encryption.SseAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The bytes of a ticket before they are sealed; strings as {@link DataOutputStream#writeUTF}.
 *
 * <pre>
 * string  access key id
 * string  bucket
 * byte    mode: 0 read only, 1 read and write, 2 decided at use
 * string  ARN of who made it
 * byte    encryption: 0 the bucket's default, 1 SSE-S3, 2 SSE-KMS
 *           for 2: string key ARN, byte bucket key, byte n, n x (string, string) context
 * long    expiry, milliseconds since 1970
 * </pre>
 */
final class TicketFormat {
  private static final int DEFAULT = 0;
  private static final int SSE_S3 = 1;
  private static final int SSE_KMS = 2;

  private TicketFormat() {}

  static byte[] encode(SessionTicket ticket) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeUTF(ticket.accessKeyId());
      out.writeUTF(ticket.bucket());
      out.writeByte(
          switch (ticket.mode()) {
            case READ_ONLY -> 0;
            case READ_WRITE -> 1;
            case DECIDED_AT_USE -> 2;
          });
      out.writeUTF(ticket.principalArn());
      encode(ticket.encryption(), out);
      out.writeLong(ticket.expires().toEpochMilli());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void encode(Optional<ObjectEncryption> encryption, DataOutputStream out)
      throws IOException {
    if (encryption.isEmpty()) {
      out.writeByte(DEFAULT);
      return;
    }
    var chosen = encryption.get();
    switch (chosen.algorithm()) {
      case AES256 -> out.writeByte(SSE_S3);
      case AWS_KMS -> {
        out.writeByte(SSE_KMS);
        out.writeUTF(chosen.kmsKeyArn().orElseThrow());
        out.writeBoolean(chosen.bucketKey());
        out.writeByte(chosen.userContext().size());
        for (var pair : chosen.userContext().entrySet()) {
          out.writeUTF(pair.getKey());
          out.writeUTF(pair.getValue());
        }
      }
    }
  }

  /**
   * @throws IllegalArgumentException if these are not the bytes of a ticket
   */
  static SessionTicket decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      var accessKeyId = in.readUTF();
      var bucket = in.readUTF();
      var mode =
          switch (in.readByte()) {
            case 0 -> SessionTicket.Mode.READ_ONLY;
            case 1 -> SessionTicket.Mode.READ_WRITE;
            case 2 -> SessionTicket.Mode.DECIDED_AT_USE;
            default -> throw new IllegalArgumentException("unknown mode");
          };
      var principalArn = in.readUTF();
      var encryption = decodeEncryption(in);
      var expires = Instant.ofEpochMilli(in.readLong());
      if (in.read() != -1) {
        throw new IllegalArgumentException("bytes behind the ticket");
      }
      return new SessionTicket(accessKeyId, bucket, mode, principalArn, encryption, expires);
    } catch (IOException cut) {
      throw new IllegalArgumentException("not a ticket", cut);
    }
  }

  private static Optional<ObjectEncryption> decodeEncryption(DataInputStream in)
      throws IOException {
    return switch (in.readByte()) {
      case DEFAULT -> Optional.empty();
      case SSE_S3 -> Optional.of(ObjectEncryption.SSE_S3);
      case SSE_KMS -> {
        var keyArn = Optional.of(in.readUTF());
        var bucketKey = in.readBoolean();
        var context = new LinkedHashMap<String, String>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
          context.put(in.readUTF(), in.readUTF());
        }
        yield Optional.of(new ObjectEncryption(SseAlgorithm.AWS_KMS, keyArn, bucketKey, context));
      }
      default -> throw new IllegalArgumentException("unknown encryption");
    };
  }
}
