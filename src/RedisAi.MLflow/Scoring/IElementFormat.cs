namespace RedisAi.MLflow.Scoring;

/// <summary>Writes elements of one type as JSON.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
internal interface IElementFormat<T>
{
    static abstract void Write(ref PredictionWriter json, T value);
}
