using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>The names of deployments in requests.</summary>
internal static class DeploymentName
{
    /// <summary>The parameter of the routes that names a deployment.</summary>
    public const string Parameter = "name";

    private const string Slash = "%2F";
    private const int MaxLength = 512;

    /// <summary>The name in an address.</summary>
    /// <param name="context">The request.</param>
    /// <param name="segmentsBehind">How many parts of the address follow it.</param>
    /// <exception cref="MlflowException">It is none.</exception>
    public static string Of(HttpContext context, int segmentsBehind)
    {
        string name = context.GetRouteValue(Parameter) as string ?? "";
        return Check(name.Contains(Slash, StringComparison.OrdinalIgnoreCase) ? OfTarget(context, segmentsBehind) ?? name : name);
    }

    /// <summary>Checks a name that a client gives.</summary>
    /// <exception cref="MlflowException">It is none, or none that an address can have.</exception>
    public static string Check(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.AsSpan().Trim("./ ").IsEmpty)
        {
            throw Wrong($"'{name}' is no name of a deployment: a text such as 'resnet' is expected, with more than dots, slashes and blanks.");
        }

        if (name.Length > MaxLength || name.Any(char.IsControl))
        {
            throw Wrong($"The name of a deployment has at most {MaxLength} characters, and no control characters.");
        }

        return name;
    }

    /// <summary>The web server leaves <c>%2F</c> as it is and decodes the rest, so that <c>%252F</c> looks alike afterwards: only what came tells them apart.</summary>
    private static string? OfTarget(HttpContext context, int segmentsBehind)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string[] segments = (query < 0 ? target : target[..query]).TrimEnd('/').Split('/');
        return segments.Length > segmentsBehind ? Uri.UnescapeDataString(segments[^(segmentsBehind + 1)]) : null;
    }

    private static MlflowException Wrong(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);
}
