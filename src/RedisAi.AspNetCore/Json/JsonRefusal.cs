using System.Globalization;
using System.Text;
using System.Text.Json;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.Json;

/// <summary>What clients are told of JSON that cannot be read.</summary>
internal static class JsonRefusal
{
    private const int ShownChars = 40;

    /// <summary>Text that is no JSON. The exception tells the place.</summary>
    public static RequestRefusedException NotJson(JsonException error) => new($"The body is not valid JSON: {error.Message}", error);

    /// <summary>A string in JSON whose bytes or escapes are no text.</summary>
    public static RequestRefusedException NotText(InvalidOperationException error) => new($"The body has a string that is no text: {error.Message}", error);

    /// <summary>The value at which a reader stands, for messages: short, and as it was sent.</summary>
    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray or JsonTokenType.EndObject => "nothing",
        JsonTokenType.String or JsonTokenType.PropertyName => $"\"{Text(ref reader)}\"",
        _ => Text(ref reader),
    };

    /// <summary>A number of things, as in <c>1 element</c> and <c>2 elements</c>.</summary>
    public static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Text(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ValueSpan;
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, ShownChars)]);
        return bytes.Length <= ShownChars ? text : $"{text}...";
    }
}
