namespace RedisAi.MLflow.Folders;

/// <summary>What a place in a YAML file has.</summary>
internal enum YamlKind
{
    /// <summary>Nothing: the word null, a tilde, or no text at all.</summary>
    Null,

    /// <summary>A text, which may be that of a number or a truth value.</summary>
    Text,

    /// <summary>Several values in order.</summary>
    List,

    /// <summary>Values under keys.</summary>
    Map,
}
