namespace RedisAi.Batching;

/// <summary>How much the rows that a probe makes differ. A model may take only the milder ones: indices, probabilities.</summary>
internal enum ProbeKind
{
    /// <summary>By sign, scale and offset, so that whatever is computed over all rows differs from what is computed over one; whole numbers up to 7.</summary>
    Strong,

    /// <summary>All between 0 and 1, since large numbers make many functions flat, and some take no negative ones; whole numbers 0 and 1.</summary>
    Mild,

    /// <summary>Zeros, nearly; whole numbers 0 and 1.</summary>
    Faint,
}
