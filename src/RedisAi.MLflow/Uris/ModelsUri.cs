namespace RedisAi.MLflow.Uris;

/// <summary>Reads <c>models:/…</c>: versions, aliases, stages and logged models.</summary>
internal static class ModelsUri
{
    private const string Scheme = "models";
    private const string Expected = "models:/NAME/3, models:/NAME@alias, models:/NAME/latest, models:/NAME/Production or models:/m-… for a logged model";

    private static readonly string[] s_stages = ["None", "Staging", "Production", "Archived"];

    public static MlflowUri Parse(string text)
    {
        string[] parts = SchemeRest.Of(text, Scheme, Expected).Split('/', 3);
        string first = parts[0];
        string second = parts.Length > 1 ? parts[1] : "";
        string third = parts.Length > 2 ? parts[2] : "";
        if (first.Length == 0)
        {
            throw MlflowUriParser.Wrong(text, "it names no model", Expected);
        }

        if (first.Contains('@', StringComparison.Ordinal))
        {
            return ParseAlias(text, first, SafePath.Join(second, third));
        }

        return second.Length == 0 || (ModelIds.IsModelId(first) && !IsSelector(second))
            ? ParseLoggedModel(text, first, SafePath.Join(second, third))
            : ParseSelected(text, first, second, third);
    }

    /// <summary>A name may have an '@' itself, an alias never.</summary>
    private static MlflowUri ParseAlias(string text, string first, string path)
    {
        int at = first.LastIndexOf('@');
        string name = first[..at];
        string alias = first[(at + 1)..];
        if (name.Length == 0 || !ModelIds.IsAlias(alias))
        {
            throw MlflowUriParser.Wrong(text, name.Length == 0 ? "it names no model before '@'" : $"'{ShownUri.OfText(alias)}' is not an alias: letters, digits, '_' and '-'", Expected);
        }

        return new MlflowUri(MlflowUriKind.ModelAlias, text) { Scheme = Scheme, ModelName = name, Alias = alias, Path = Within(path, text) };
    }

    private static MlflowUri ParseLoggedModel(string text, string first, string path) =>
        ModelIds.HasModelPrefix(first)
            ? new MlflowUri(MlflowUriKind.LoggedModel, text) { Scheme = Scheme, ModelId = first, Path = Within(path, text) }
            : throw MlflowUriParser.Wrong(text, "it names a model, and neither a version nor an alias", Expected);

    private static MlflowUri ParseSelected(string text, string name, string selector, string path)
    {
        path = Within(path, text);
        if (IsVersion(selector))
        {
            return new MlflowUri(MlflowUriKind.ModelVersion, text) { Scheme = Scheme, ModelName = name, Version = WithoutZeros(selector), Path = path };
        }

        if (IsLatest(selector))
        {
            return new MlflowUri(MlflowUriKind.LatestModelVersion, text) { Scheme = Scheme, ModelName = name, Path = path };
        }

        return StageOf(selector) is { } stage
            ? new MlflowUri(MlflowUriKind.ModelStage, text) { Scheme = Scheme, ModelName = name, Stage = stage, Path = path }
            : throw MlflowUriParser.Wrong(text, $"'{ShownUri.OfText(selector)}' is neither the number of a version, nor 'latest', nor a stage ({string.Join(", ", s_stages)}); an alias is written {ShownUri.OfText(name)}@{ShownUri.OfText(selector)}", Expected);
    }

    private static bool IsSelector(string text) => IsVersion(text) || IsLatest(text) || StageOf(text) is not null;

    private static bool IsVersion(string text) => text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit);

    private static bool IsLatest(string text) => text.Equals("latest", StringComparison.OrdinalIgnoreCase);

    private static string? StageOf(string text) => Array.Find(s_stages, stage => stage.Equals(text, StringComparison.OrdinalIgnoreCase));

    private static string WithoutZeros(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0";

    private static string Within(string path, string text) => SafePath.Check(path, $"the address '{ShownUri.OfText(text)}'");
}
