package coffer.node.join;

import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.node.join.RootKeyShare.Form;
import coffer.node.peer.Member;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;

/** The bytes of {@code POST /join} and its answer; see "Joining" in docs/FORMATS.md. */
final class JoinRecords {
  private static final int VERSION = 1;
  private static final int MEMBERS_MAX = 10_000;

  private JoinRecords() {}

  /** What a node asks that joins. */
  record Request(String clusterId, byte[] proof) {}

  static byte[] encode(Request request) {
    return written(
        out -> {
          text(out, request.clusterId);
          out.write(request.proof);
        });
  }

  static Request decodeRequest(byte[] body) throws IOException {
    return read(body, in -> new Request(text(in), exactly(in, JoinToken.PROOF_BYTES)));
  }

  static byte[] encode(JoinReply reply) {
    return written(
        out -> {
          bytes(out, encoded(reply.authority()));
          bytes(out, reply.authorityKey());
          out.writeByte(reply.rootKey().form().ordinal());
          bytes(out, reply.rootKey().key());
          bytes(out, reply.rootKey().check());
          out.writeByte(reply.rootCredentials().isPresent() ? 1 : 0);
          if (reply.rootCredentials().isPresent()) {
            text(out, reply.rootCredentials().get().accessKeyId());
            text(out, reply.rootCredentials().get().secret());
          }
          out.writeShort(reply.members().size());
          for (var member : reply.members()) {
            text(out, member.nodeId());
            text(out, member.zone());
            text(out, member.host());
            out.writeShort(member.port());
            text(out, member.raftPeer());
            out.writeByte(member.state() == Member.State.LEAVING ? 1 : 0);
            text(out, member.url());
          }
        });
  }

  static JoinReply decodeReply(byte[] body) throws IOException {
    return read(
        body,
        in -> {
          var authority = certificate(bytes(in));
          var authorityKey = bytes(in);
          var rootKey = new RootKeyShare(form(in.readUnsignedByte()), bytes(in), bytes(in));
          var credentials =
              flag(in)
                  ? Optional.of(new Credentials(text(in), text(in)))
                  : Optional.<Credentials>empty();
          int count = in.readUnsignedShort();
          if (count > MEMBERS_MAX) {
            throw new IOException("too many members");
          }
          var members = new ArrayList<Member>();
          for (int index = 0; index < count; index++) {
            members.add(
                new Member(
                    text(in),
                    text(in),
                    text(in),
                    in.readUnsignedShort(),
                    text(in),
                    flag(in) ? Member.State.LEAVING : Member.State.ACTIVE,
                    text(in)));
          }
          return new JoinReply(authority, authorityKey, rootKey, credentials, members);
        });
  }

  private static Form form(int code) throws IOException {
    if (code >= Form.values().length) {
      throw new IOException("unknown form of a root key");
    }
    return Form.values()[code];
  }

  private static boolean flag(DataInputStream in) throws IOException {
    int flag = in.readUnsignedByte();
    if (flag > 1) {
      throw new IOException("not a flag");
    }
    return flag == 1;
  }

  private static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot encode a certificate", e);
    }
  }

  private static X509Certificate certificate(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException malformed) {
      throw new IOException("not a certificate", malformed);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    if (bytes.length > 0xffff) {
      throw new IOException("too long");
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return exactly(in, in.readUnsignedShort());
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] written(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException tooLong) {
      throw new IllegalArgumentException("cannot be written", tooLong);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] body, Reading<T> reading) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(body));
    if (in.readUnsignedByte() != VERSION) {
      throw new IOException("of an unknown version");
    }
    var record = reading.from(in);
    if (in.read() >= 0) {
      throw new IOException("bytes behind the end");
    }
    return record;
  }
}
