namespace RedisAi.Importers.Sklearn;

/// <summary>What a column of the input holds.</summary>
internal enum ColumnKind
{
    /// <summary>Nobody has said; read as a number.</summary>
    Unknown,

    /// <summary>Single-precision numbers.</summary>
    Number,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole,

    /// <summary>Texts; the empty one stands for a missing value where the model knows such.</summary>
    Text,
}
