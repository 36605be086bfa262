namespace RedisAi.Importers.LightGBM;

/// <summary>How a node decides: the bits of LightGBM's <c>decision_type</c>.</summary>
internal readonly record struct LightGbmDecision(int Bits)
{
    private const int MissingShift = 2;

    /// <summary>Above any value whose two bits of missing values are one of the three kinds.</summary>
    private const int End = 3 << MissingShift;

    /// <summary>Whether the bits are such as LightGBM writes.</summary>
    public bool IsKnown => Bits is >= 0 and < End;

    /// <summary>Whether a category is looked for in a set, instead of a comparison with a threshold.</summary>
    public bool IsMembership => (Bits & 1) != 0;

    /// <summary>Whether what counts as missing goes left.</summary>
    public bool MissingGoesLeft => (Bits & 2) != 0;

    /// <summary>Whether zeros count as missing, and NaN as a zero.</summary>
    public bool ZeroIsMissing => Bits >> MissingShift == 1;

    /// <summary>Whether NaN counts as missing. If neither does, NaN counts as a zero.</summary>
    public bool NanIsMissing => Bits >> MissingShift == 2;
}
