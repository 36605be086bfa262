using System.Globalization;
using System.Text.Json;

namespace RedisAi.Cli.Inspecting;

/// <summary>One thing that a file says.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Property">The name that it has in JSON.</param>
/// <param name="Text">What it says.</param>
/// <param name="Number">The same as a number, where it is one.</param>
/// <param name="Numbers">The same as numbers with names, where it is those.</param>
internal readonly record struct FormatFact(string Name, string Property, string Text, long? Number = null, IReadOnlyList<(string Name, long Number)>? Numbers = null)
{
    public static FormatFact Of(string name, string property, long number) => new(name, property, number.ToString(CultureInfo.InvariantCulture), number);

    public static FormatFact Of(string name, string property, IReadOnlyList<(string Name, long Number)> numbers) =>
        new(name, property, string.Join(", ", numbers.Select(static entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} {entry.Number}"))), Numbers: numbers);

    /// <summary>Writes it as a property.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (Numbers is not null)
        {
            json.WriteStartObject(Property);
            foreach ((string name, long number) in Numbers)
            {
                json.WriteNumber(name, number);
            }

            json.WriteEndObject();
        }
        else if (Number is { } number)
        {
            json.WriteNumber(Property, number);
        }
        else
        {
            json.WriteString(Property, Text);
        }
    }
}
