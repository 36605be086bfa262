using System.Globalization;

namespace RedisAi.MLflow.Folders;

/// <summary>A map in a YAML file, asked by keys; an answer of another kind than expected is an error that names the key.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="path">What leads to the map, as in <c>flavors.onnx</c>; empty for the file itself.</param>
/// <param name="node">The map.</param>
internal readonly struct YamlSection(string file, string path, YamlNode node)
{
    public IEnumerable<string> Keys => node.Members.Keys;

    public bool Has(string key) => Find(key).Kind != YamlKind.Null;

    /// <summary>A text; null when it is absent or null. A number or a truth value is its own text.</summary>
    public string? Text(string key) => Find(key) switch
    {
        { Kind: YamlKind.Null } => null,
        { Kind: YamlKind.Text } text => text.Text,
        var other => throw Wrong(key, "a text", other),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string key) => Text(key) is { Length: > 0 } text ? text : throw Wrong(key, "a text", Find(key));

    /// <summary>A whole number; null when it is absent or null.</summary>
    public long? Number(string key) => Find(key) switch
    {
        { Kind: YamlKind.Null } => null,
        { Kind: YamlKind.Text } text when long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        var other => throw Wrong(key, "a whole number", other),
    };

    /// <summary>A truth value; false when it is absent or null.</summary>
    public bool Truth(string key) => Find(key) switch
    {
        { Kind: YamlKind.Null } => false,
        { Kind: YamlKind.Text, Text: "true" or "True" or "TRUE" } => true,
        { Kind: YamlKind.Text, Text: "false" or "False" or "FALSE" } => false,
        var other => throw Wrong(key, "true or false", other),
    };

    /// <summary>A map within; null when it is absent or null.</summary>
    public YamlSection? Section(string key) => Find(key) switch
    {
        { Kind: YamlKind.Null } => null,
        { Kind: YamlKind.Map } map => new YamlSection(file, PathOf(key), map),
        var other => throw Wrong(key, "a map", other),
    };

    /// <summary>What the section is, for what the file does not say.</summary>
    public MlflowException Wrong(string key, string expected) => Wrong(key, expected, Find(key));

    private YamlNode Find(string key) => node.Members.GetValueOrDefault(key, YamlNode.Null);

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private MlflowException Wrong(string key, string expected, YamlNode actual)
    {
        string came = actual switch
        {
            { Kind: YamlKind.Null, Line: 0 } => "it is not there",
            { Kind: YamlKind.Text } => $"it is '{Shortened(actual.Text)}'",
            _ => $"it is a {YamlReader.NameOf(actual.Kind)}",
        };
        string where = actual.Line > 0 ? $", line {actual.Line}" : "";
        return new MlflowException($"The file '{file}'{where}: '{PathOf(key)}' must be {expected}; {came}.", MlflowErrorCodes.InvalidParameterValue);
    }

    private static string Shortened(string text) => text.Length <= 100 ? text : $"{text.AsSpan(0, 100)}...";
}
