namespace RedisAi.Importers.Sklearn;

/// <summary>Which column of the model's input a column within a pipeline came from, so that what a step refuses can be refused of the input.</summary>
/// <param name="Input">The name of the input.</param>
/// <param name="Column">The position in it.</param>
/// <param name="IsText">Whether it holds texts.</param>
/// <param name="IsExact">Whether the values are still the input's, but for missing ones; else only what is missing or infinite still is.</param>
/// <param name="IsImputed">Whether something stands in place of missing values by now.</param>
internal sealed record ColumnOrigin(string Input, int Column, bool IsText, bool IsExact = true, bool IsImputed = false);
