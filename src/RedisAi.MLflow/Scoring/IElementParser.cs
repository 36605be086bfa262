using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Makes elements of one type of what JSON and CSV have.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
internal interface IElementParser<T>
{
    /// <summary>Reads the JSON value at which a reader stands.</summary>
    /// <returns>False when it is none of the type, or beyond its range.</returns>
    static abstract bool TryRead(ref Utf8JsonReader json, ElementRules rules, out T value);

    /// <summary>Reads a text, as in CSV, or in the quotes of a client that puts numbers in quotes.</summary>
    /// <returns>False when it is none of the type, or beyond its range.</returns>
    static abstract bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out T value);

    /// <summary>Gets what stands for a value that is missing.</summary>
    /// <returns>False where the type has nothing for that.</returns>
    static abstract bool TryGetMissing(ElementRules rules, out T value);
}
