using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>The models that an endpoint offers, as requests name them.</summary>
/// <param name="engine">Has the models; made with the first request, when the host has started.</param>
/// <param name="offers">Which keys are offered; null for all.</param>
internal sealed class OfferedModels(Lazy<IRedisAi> engine, Func<string, bool>? offers)
{
    /// <summary>The parameter of the routes that names a model.</summary>
    public const string NameParameter = "name";

    /// <summary>The parameter of the routes that names a version.</summary>
    public const string VersionParameter = "version";

    /// <summary>A slash in a name, which a web server leaves as it is.</summary>
    private const string Slash = "%2F";

    public IRedisAi Engine => engine.Value;

    /// <summary>The model that a request names; one of its versions where it names that, too.</summary>
    /// <exception cref="RequestRefusedException">It is not offered, or has no such version.</exception>
    /// <exception cref="ModelNotFoundException">There is none.</exception>
    public IModel Find(HttpContext context)
    {
        string key = OfferedKey(context);
        if (context.GetRouteValue(VersionParameter) is not string version)
        {
            return Engine.Models[key];
        }

        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Engine.Models.TryGetVersion(key, number, out IModel? model)
            ? model
            : throw new RequestRefusedException(FailureKind.NotFound, $"There is no version {version} of the model '{key}'; without a version the one that serves answers.");
    }

    /// <summary>The loaded versions of the model that a request names, the latest first; the one where it names that.</summary>
    /// <exception cref="RequestRefusedException">It is not offered, or has no such version.</exception>
    /// <exception cref="ModelNotFoundException">There is none.</exception>
    public IReadOnlyList<ModelInfo> FindVersions(HttpContext context)
    {
        IReadOnlyList<ModelInfo> versions = Engine.Models.ListVersions(OfferedKey(context));
        if (context.GetRouteValue(VersionParameter) is not string version)
        {
            return versions;
        }

        ModelInfo? found = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? versions.FirstOrDefault(info => info.Version == number) : null;
        return found is null
            ? throw new RequestRefusedException(FailureKind.NotFound, $"There is no version {version} of the model '{versions[0].Key}'; there are {string.Join(", ", versions.Select(static info => info.Version))}.")
            : [found];
    }

    /// <summary>All models that are offered, in the order of their keys, the version of each that serves.</summary>
    public IEnumerable<ModelInfo> List() => Engine.Models.List().Where(info => offers?.Invoke(info.Key) != false);

    private string OfferedKey(HttpContext context)
    {
        string name = context.GetRouteValue(NameParameter) as string ?? "";
        string key = name.Contains(Slash, StringComparison.OrdinalIgnoreCase) && !Engine.Models.TryGet(name, out _)
            ? name.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase)
            : name;
        return offers?.Invoke(key) != false ? key : throw new RequestRefusedException(FailureKind.NotFound, $"There is no model '{key}' here.");
    }
}
