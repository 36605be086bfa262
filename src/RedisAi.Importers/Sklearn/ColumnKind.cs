namespace RedisAi.Importers.Sklearn;

/// <summary>What a column of the input holds.</summary>
internal enum ColumnKind
{
    /// <summary>Nobody takes it.</summary>
    Unused,

    /// <summary>Somebody takes it, and does not care; read as a number.</summary>
    Any,

    /// <summary>Single-precision numbers; double-precision ones where singles keep too little: see <see cref="FarColumns"/>.</summary>
    Number,

    /// <summary>Double-precision numbers, as somebody asks.</summary>
    Double,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole,

    /// <summary>Texts; the empty one stands for a missing value where the model knows such.</summary>
    Text,
}
