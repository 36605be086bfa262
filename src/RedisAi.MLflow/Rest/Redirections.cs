using System.Net;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Rest;

/// <summary>Where a server may send a request on to.</summary>
internal static class Redirections
{
    private const int Most = 5;

    /// <summary>Whether an answer is a redirection.</summary>
    public static bool Is(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>The address that a request goes to next.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">The address that sent it on.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="number">How often it has been sent on before.</param>
    /// <exception cref="MlflowException">It is not to be followed.</exception>
    public static Uri Next(RestRequest request, Uri from, HttpResponseMessage answer, int number)
    {
        if (answer.Headers.Location is not { } location)
        {
            throw Refused(request, from, answer, "it says no address");
        }

        Uri to = location.IsAbsoluteUri ? location : new Uri(from, location);
        string? problem = Problem(request, from, to, answer.StatusCode);
        return problem is null && number < Most ? to : throw Refused(request, from, answer, problem ?? $"that has happened {Most} times already");
    }

    private static string? Problem(RestRequest request, Uri from, Uri to, HttpStatusCode status)
    {
        if (to.Scheme is not ("http" or "https"))
        {
            return $"the address is none of a web server, '{ShownUri.Of(to.OriginalString)}'";
        }

        if (from.Scheme == "https" && to.Scheme == "http")
        {
            return "the connection would not be encrypted any more";
        }

        // What changes something goes to the server that it was meant for.
        bool isSafe = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        bool keepsMethod = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        return isSafe || (keepsMethod && ServerAddress.IsSameOrigin(from, to))
            ? null
            : $"it would go to '{ShownUri.Of(to.GetLeftPart(UriPartial.Path))}'; if that is the server, name it in TrackingUri (MLFLOW_TRACKING_URI)";
    }

    private static MlflowException Refused(RestRequest request, Uri from, HttpResponseMessage answer, string problem) =>
        new($"The server at {from.GetLeftPart(UriPartial.Authority)} sends {request.Name} on with {(int)answer.StatusCode}, which is not followed: {problem}.", MlflowErrorCodes.InvalidState, answer.StatusCode);
}
