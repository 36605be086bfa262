namespace RedisAi.MLflow.Signatures;

/// <summary>In which ways requests can give the inputs of a model.</summary>
internal enum BindingForm
{
    /// <summary>As one array, which has no name; a table becomes that array.</summary>
    Unnamed,

    /// <summary>Each by its name; a table has a column for each.</summary>
    Named,

    /// <summary>As columns, all of which together are the one input of the model, a row for each row.</summary>
    Matrix,
}
