using System.Globalization;
using System.Text.RegularExpressions;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Tensors;

namespace RedisAi.Cli.Benching;

/// <summary>What a command line says of an input: <c>NAME=[TYPE][LENGTHS][:VALUE]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its type; undefined where the model declares it.</param>
/// <param name="Lengths">The lengths of its axes, -1 for the rows.</param>
/// <param name="Value">What all its elements are; null for made-up ones.</param>
internal sealed partial record InputDeclaration(string Name, TensorDataType DataType, IReadOnlyList<long> Lengths, double? Value)
{
    /// <summary>Reads a declaration.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static InputDeclaration Parse(string text)
    {
        Match match = Form().Match(text);
        string type = match.Groups["type"].Value;
        if (!match.Success || (type.Length > 0 && TensorTypes.Parse(type) == TensorDataType.Undefined))
        {
            throw CliException.NotUnderstood($"--input '{text}' is no input such as x=float32[?,3,224,224] or rate=[]:16000.");
        }

        string value = match.Groups["value"].Value;
        return new InputDeclaration(
            match.Groups["name"].Value,
            type.Length > 0 ? TensorTypes.Parse(type) : TensorDataType.Undefined,
            [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Length)],
            value.Length > 0 ? double.Parse(value, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Declares inputs to libtorch, whose models do not; without effect on others.</summary>
    /// <exception cref="CliException">One has no type.</exception>
    public static void Declare(IEnumerable<InputDeclaration> inputs, ModelOptions options) => options.ConfigureTorch(torch =>
    {
        foreach (InputDeclaration input in inputs.Where(static input => input.DataType != TensorDataType.Undefined))
        {
            torch.Inputs.Add(new TensorSpec(input.Name, input.DataType, new ShapePattern([.. input.Lengths])));
        }
    });

    private static long Length(string text) => text is "?" or "-1" ? ShapePattern.AnyLength : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    // Lengths of nine digits are more than any machine has room for.
    [GeneratedRegex(@"^(?<name>[^=]+)=(?<type>[a-zA-Z0-9]*)\[(?<shape>(\s*(\?|-1|[0-9]{1,9})\s*(,|(?=\])))*)\](:(?<value>-?[0-9]+(\.[0-9]+)?))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
