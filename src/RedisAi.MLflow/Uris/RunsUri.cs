namespace RedisAi.MLflow.Uris;

/// <summary>Reads <c>runs:/RUN/path</c>.</summary>
internal static class RunsUri
{
    private const string Scheme = "runs";
    private const string Expected = "runs:/RUN_ID/path, as in runs:/d4f0c8e1b2a34c5d8e9f0a1b2c3d4e5f/model";

    public static MlflowUri Parse(string text)
    {
        string rest = SchemeRest.Of(text, Scheme, Expected);
        string[] parts = rest.Split('/', 2);
        if (!ModelIds.IsRunId(parts[0]))
        {
            throw MlflowUriParser.Wrong(text, $"'{ShownUri.OfText(parts[0])}' is not the identifier of a run", Expected);
        }

        string path = parts.Length == 2 ? SafePath.Check(parts[1], $"the address '{ShownUri.OfText(text)}'") : "";
        return path.Length > 0
            ? new MlflowUri(MlflowUriKind.Run, text) { Scheme = Scheme, RunId = parts[0], Path = path }
            : throw MlflowUriParser.Wrong(text, "it names a run, and no path in it", Expected);
    }
}
