using System.Globalization;

namespace RedisAi.Importers.Skops;

/// <summary>None, True, False, a number or a string.</summary>
/// <param name="path">Where it stands.</param>
/// <param name="value">Null, or a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</param>
internal sealed class SkopsScalar(string path, object? value) : SkopsValue(path)
{
    /// <summary>Null, or a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</summary>
    public object? Value => value;

    public override string Kind => value switch
    {
        null => "None",
        string text => $"the string '{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    public override bool IsNone => value is null;

    public override double AsDouble() => value switch
    {
        double number => number,
        long number => number,
        bool truth => truth ? 1 : 0,
        _ => base.AsDouble(),
    };

    public override long AsInt64() => value switch
    {
        long number => number,
        bool truth => truth ? 1 : 0,
        _ => base.AsInt64(),
    };

    public override bool AsBool() => value switch
    {
        bool truth => truth,
        long number => number != 0,
        _ => base.AsBool(),
    };

    public override string AsText() => value as string ?? base.AsText();
}
