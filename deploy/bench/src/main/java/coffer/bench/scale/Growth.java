package coffer.bench.scale;

import java.util.List;

/**
 * How a cost grows with a number: the exponent e of cost = c n^e, by least squares of the
 * logarithms. 0 is no growth, 1 is as fast as the number, 0.1 a quarter more for ten times as many.
 *
 * @param exponent NaN where fewer than two costs are known
 */
public record Growth(double exponent) {

  /** A number, of nodes or of objects, and what an operation costs there; NaN where not known. */
  public record At(double number, double cost) {}

  public static Growth of(List<At> points) {
    var known = points.stream().filter(at -> at.cost() > 0).toList();
    double meanX = known.stream().mapToDouble(at -> Math.log(at.number())).average().orElse(0);
    double meanY = known.stream().mapToDouble(at -> Math.log(at.cost())).average().orElse(0);
    double product = 0;
    double square = 0;
    for (var at : known) {
      double x = Math.log(at.number()) - meanX;
      product += x * (Math.log(at.cost()) - meanY);
      square += x * x;
    }
    return new Growth(square == 0 ? Double.NaN : product / square);
  }
}
