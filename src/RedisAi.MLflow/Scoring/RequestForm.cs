namespace RedisAi.MLflow.Scoring;

/// <summary>What a key of a request stands for.</summary>
internal enum RequestForm
{
    /// <summary>Nothing; the key is passed over.</summary>
    None,

    /// <summary><c>dataframe_split</c>.</summary>
    Split,

    /// <summary><c>dataframe_records</c>.</summary>
    Records,

    /// <summary><c>instances</c>.</summary>
    Instances,

    /// <summary><c>inputs</c>.</summary>
    Inputs,

    /// <summary><c>params</c>, beside one of the four.</summary>
    Params,

    /// <summary>A key of models of language: the whole body is the inputs.</summary>
    Unwrapped,
}
