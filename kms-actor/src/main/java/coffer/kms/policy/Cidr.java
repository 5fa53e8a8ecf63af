package coffer.kms.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. Only literals are
 * read: nothing here ever asks a name server.
 */
record Cidr(byte[] address, int prefixBits) {
  private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

  static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    var address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().length * 8;
    if (slash < 0) {
      return Optional.of(new Cidr(address.get(), bits));
    }
    var prefix = text.substring(slash + 1);
    if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(address.get(), Integer.parseInt(prefix)));
  }

  boolean contains(String other) {
    var given = literal(other);
    if (given.isEmpty() || given.get().length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >>> (bit % 8);
      if ((address[bit / 8] & mask) != (given.get()[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<byte[]> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(java.net.InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr(var a, var bits)
        && bits == prefixBits
        && Arrays.equals(a, address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + prefixBits;
  }
}
