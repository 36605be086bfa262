namespace RedisAi.Importers.Checks;

/// <summary>Tells where a column of singles would keep too little of its values: where they lie far from 0, compared to how far they lie apart.</summary>
/// <remarks>Seconds since 1970 and the latitudes of one city are such.</remarks>
internal static class FarValues
{
    /// <summary>A single is off by up to 6e-8 of itself: for values at most so many times farther from 0 than from each other, by 1e-6 of that distance.</summary>
    private const double MostDistances = 16;

    /// <summary>Whole numbers around this are singles to the last digit, also those that lie four times as far.</summary>
    private const double ExactWhole = 1 << 22;

    /// <summary>Whether a column is one of those.</summary>
    /// <param name="middle">Where its values lie.</param>
    /// <param name="distance">How far they lie apart; NaN where nobody knows.</param>
    /// <param name="areWhole">Whether they are whole numbers.</param>
    public static bool Are(double middle, double distance, bool areWhole) => Math.Abs(middle) > MostDistances * distance && (!areWhole || Math.Abs(middle) > ExactWhole);

    /// <summary>Whether a type has more digits than singles, and so may be what a column is said to be of.</summary>
    public static bool MayBe(TensorDataType type) => type is TensorDataType.Float64 or TensorDataType.Int64 or TensorDataType.Int32;
}
