using System.Text.Json;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Failures as the protocol has them: <c>{"error": "..."}</c>.</summary>
internal sealed class OpenInferenceErrorForm : IErrorForm
{
    public int StatusOf(in Failure failure) => failure.Status;

    public void Write(Utf8JsonWriter json, in Failure failure)
    {
        json.WriteStartObject();
        json.WriteString("error", failure.Message);
        json.WriteEndObject();
    }
}
