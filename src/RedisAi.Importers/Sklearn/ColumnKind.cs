namespace RedisAi.Importers.Sklearn;

/// <summary>What a column of the input holds.</summary>
internal enum ColumnKind
{
    /// <summary>Nobody takes it.</summary>
    Unused,

    /// <summary>Somebody takes it, and does not care; read as a number.</summary>
    Any,

    /// <summary>Single-precision numbers.</summary>
    Number,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole,

    /// <summary>Texts; the empty one stands for a missing value where the model knows such.</summary>
    Text,
}
