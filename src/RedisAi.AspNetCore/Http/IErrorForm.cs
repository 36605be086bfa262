using System.Text.Json;

namespace RedisAi.AspNetCore.Http;

/// <summary>How a protocol tells its clients of failures.</summary>
internal interface IErrorForm
{
    /// <summary>The status of the answer; mostly <see cref="Failure.Status"/>.</summary>
    int StatusOf(in Failure failure);

    /// <summary>Writes the body: one JSON value.</summary>
    void Write(Utf8JsonWriter json, in Failure failure);
}
