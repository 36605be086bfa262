using System.Globalization;

namespace RedisAi.Backends.Onnx.Refusals;

/// <summary>The only values that a column may hold.</summary>
/// <param name="By">Who refuses others.</param>
/// <param name="Texts">The texts; null for numbers.</param>
/// <param name="Numbers">The numbers; null for texts.</param>
/// <param name="AllowsMissing">Whether NaN and the empty text are taken, too.</param>
internal sealed record KnownValues(string By, HashSet<string>? Texts, HashSet<double>? Numbers, bool AllowsMissing)
{
    /// <summary>What is wrong with a text; null when nothing is.</summary>
    public string? FindFault(string text) => Texts is null || Texts.Contains(text) || (AllowsMissing && text.Length == 0) ? null : Fault($"'{text}'");

    /// <summary>What is wrong with a number; null when nothing is.</summary>
    public string? FindFault(double number) => Numbers is null || Numbers.Contains(number) || (AllowsMissing && double.IsNaN(number))
        ? null
        : Fault(number.ToString(CultureInfo.InvariantCulture));

    private string Fault(string value) => $"{value}, an unknown category that {By} refuses";
}
