namespace RedisAi.MLflow.Signatures;

/// <summary>What a signature says of values beyond the type of elements that the model takes.</summary>
[Flags]
internal enum ElementRules
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Where the model takes integers, a number with a fraction of zero is one: MLflow converts what a signature declares.</summary>
    WholeFractions = 1,

    /// <summary>Where the model takes fractions, there must be none: the signature says integers.</summary>
    WholeOnly = 2,

    /// <summary>Bytes, as text in base64.</summary>
    Base64 = 4,

    /// <summary>Points in time, as text in the form of ISO 8601.</summary>
    Time = 8,
}
