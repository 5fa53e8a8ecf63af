package coffer.node.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The text form of certificates (RFC 7468). */
final class Pem {
  private static final int LINE_CHARACTERS = 64;

  private Pem() {}

  static String certificates(List<X509Certificate> chain) {
    StringBuilder out = new StringBuilder();
    for (X509Certificate certificate : chain) {
      try {
        out.append(block(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new TlsException("cannot encode a certificate", e);
      }
    }
    return out.toString();
  }

  static List<X509Certificate> readCertificates(byte[] pem) throws CertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (var certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
      chain.add((X509Certificate) certificate);
    }
    return chain;
  }

  private static String block(byte[] content) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(LINE_CHARACTERS, newline).encodeToString(content);
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }
}
