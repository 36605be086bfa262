using System.Globalization;

namespace RedisAi.Cli.Inspecting;

/// <summary>One thing that a file says.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Property">The name that it has in JSON.</param>
/// <param name="Text">What it says.</param>
/// <param name="Number">The same as a number, where it is one.</param>
internal readonly record struct FormatFact(string Name, string Property, string Text, long? Number = null)
{
    public static FormatFact Of(string name, string property, long number) => new(name, property, number.ToString(CultureInfo.InvariantCulture), number);
}
