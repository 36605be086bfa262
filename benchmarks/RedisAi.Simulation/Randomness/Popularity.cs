namespace RedisAi.Simulation.Randomness;

/// <summary>Which session speaks next: all alike, or by Zipf, the r-th most popular in proportion to 1 / r^s.</summary>
/// <remarks>Drawn by rejection-inversion (Hörmann and Derflinger 1996), which needs no table.</remarks>
internal sealed class Popularity
{
    private const int SingleRanks = 1000;
    private const double GroupGrowth = 1.05;

    private readonly int _sessions;
    private readonly double _exponent;
    private readonly double _low;
    private readonly double _high;
    private readonly double _sure;

    /// <param name="sessions">How many there are.</param>
    /// <param name="exponent">s; 0 for all alike.</param>
    public Popularity(int sessions, double exponent)
    {
        _sessions = sessions;
        _exponent = exponent;
        _low = Integral(1.5) - 1;
        _high = Integral(sessions + 0.5);
        _sure = 2 - Inverse(Integral(2.5) - Weight(2));
    }

    public int Draw(SeededRandom random)
    {
        if (_exponent == 0)
        {
            return random.Next(_sessions);
        }

        while (true)
        {
            double area = _high + (random.NextDouble() * (_low - _high));
            double at = Inverse(area);
            int rank = Math.Clamp((int)(at + 0.5), 1, _sessions);
            if (rank - at <= _sure || area >= Integral(rank + 0.5) - Weight(rank))
            {
                return rank - 1;
            }
        }
    }

    /// <summary>All sessions as groups of almost the same share: the first thousand alone, then ever larger ones.</summary>
    /// <returns>How many sessions a group has, and the share of the calls that each of them makes; the shares of all sessions are 1 together.</returns>
    public IReadOnlyList<(int Sessions, double ShareOfEach)> Groups()
    {
        if (_exponent == 0)
        {
            return [(_sessions, 1.0 / _sessions)];
        }

        List<(int Sessions, double Weight)> groups = [];
        for (int rank = 1; rank <= _sessions;)
        {
            int next = rank < SingleRanks ? rank + 1 : (int)Math.Min(_sessions + 1L, (long)(rank * GroupGrowth));
            double weight = next == rank + 1 ? Weight(rank) : (Integral(next - 0.5) - Integral(rank - 0.5)) / (next - rank);
            groups.Add((next - rank, weight));
            rank = next;
        }

        double total = groups.Sum(static group => group.Sessions * group.Weight);
        return [.. groups.Select(group => (group.Sessions, group.Weight / total))];
    }

    private double Weight(double rank) => Math.Pow(rank, -_exponent);

    private double Integral(double to) => _exponent == 1 ? Math.Log(to) : (Math.Pow(to, 1 - _exponent) - 1) / (1 - _exponent);

    private double Inverse(double area) => _exponent == 1 ? Math.Exp(area) : Math.Pow(1 + (area * (1 - _exponent)), 1 / (1 - _exponent));
}
