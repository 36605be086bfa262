using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>The session that a request names, by a header or in its address.</summary>
/// <param name="Name">The engine's name of it; null for none.</param>
/// <param name="Ends">Whether it ends with this request.</param>
internal readonly record struct RequestSession(string? Name, bool Ends)
{
    private const string NameHeader = "RedisAi-Session";
    private const string EndHeader = "RedisAi-Session-End";
    private const string NameParameter = "session";
    private const string EndParameter = "session_end";

    /// <exception cref="RequestRefusedException">Sessions are not offered, or it ends one that it does not name.</exception>
    public static RequestSession Of(HttpContext context, string model, MlflowScoringOptions options)
    {
        IHeaderDictionary headers = context.Request.Headers;
        StringValues name = headers[NameHeader];
        StringValues end = headers[EndHeader];
        if (context.Request.QueryString.HasValue)
        {
            name = name.Count > 0 ? name : context.Request.Query[NameParameter];
            end = end.Count > 0 ? end : context.Request.Query[EndParameter];
        }

        if (name.Count == 0 && end.Count == 0)
        {
            return default;
        }

        if (!options.AllowSessions)
        {
            throw new RequestRefusedException("This endpoint keeps no sessions: leave the session out, and send the states as inputs.");
        }

        if (name is not [{ Length: > 0 } session])
        {
            throw new RequestRefusedException($"A session needs one name that is not empty, in the header {NameHeader} or the query parameter '{NameParameter}'.");
        }

        return new RequestSession(NameOf(context, model, session, options), ReadEnd(end));
    }

    private static string NameOf(HttpContext context, string model, string session, MlflowScoringOptions options)
    {
        if (options.SessionName is null)
        {
            return session;
        }

        return options.SessionName(context, model, session) is { Length: > 0 } name
            ? name
            : throw new InvalidOperationException($"{nameof(MlflowScoringOptions)}.{nameof(MlflowScoringOptions.SessionName)} has given no name for a session of model '{model}'.");
    }

    private static bool ReadEnd(StringValues end) => end switch
    {
        [] => false,
        ["true" or "True" or "1"] => true,
        ["false" or "False" or "0"] => false,
        _ => throw new RequestRefusedException($"'{EndParameter}' must be true or false; it is '{end}'."),
    };
}
