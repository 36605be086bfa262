namespace RedisAi.Importers;

/// <summary>A column of a table that a model was trained on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">What is in it; <see cref="TensorDataType.Undefined"/> where nobody says.</param>
public sealed record ImportColumn(string Name, TensorDataType DataType);
