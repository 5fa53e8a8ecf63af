package coffer.bench.turn;

import coffer.bench.work.Case;
import java.util.List;

/**
 * Every turn of one case.
 *
 * @param sides in the order of their turns
 */
public record Measured(Case doing, List<OfSide> sides) {
  public Measured {
    sides = List.copyOf(sides);
  }

  /** One side's turns, in order. */
  public record OfSide(String name, List<Turn> turns) {
    public OfSide {
      turns = List.copyOf(turns);
    }

    public Spread spread(Figure figure) {
      return figure.over(turns);
    }

    private List<Double> values(Figure figure) {
      return turns.stream().map(figure::of).toList();
    }
  }

  public OfSide first() {
    return sides.getFirst();
  }

  /** What the side at {@code index} had of the first, pair by pair. */
  public Spread ratio(int index, Figure figure) {
    return Spread.ofRatios(first().values(figure), sides.get(index).values(figure));
  }
}
