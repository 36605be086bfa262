namespace RedisAi.MLflow.Signatures;

/// <summary>How the values of a column are written in JSON and CSV.</summary>
internal enum FieldEncoding
{
    /// <summary>As what they are.</summary>
    None,

    /// <summary>Bytes, as text in base64.</summary>
    Base64,

    /// <summary>Points in time, as text in the form of ISO 8601.</summary>
    Time,
}
