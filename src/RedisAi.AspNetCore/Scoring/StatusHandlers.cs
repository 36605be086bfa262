using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Answers <c>/ping</c>, <c>/health</c> and <c>/version</c>, with the content type and the line end that MLflow's have.</summary>
internal sealed class StatusHandlers(ScoredModel model)
{
    private const string Json = "application/json";

    private static readonly string s_ownVersion = typeof(StatusHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public Task PingAsync(HttpContext context) =>
        PlainAnswer.SendAsync(context, model.IsThere ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, "\n", Json);

    /// <summary>The version of MLflow that the model was logged with, as a server of MLflow's would run; ours where nobody knows.</summary>
    public Task VersionAsync(HttpContext context)
    {
        string version = model.IsThere ? model.Scorer.Plan.Contract.MlflowVersion ?? s_ownVersion : s_ownVersion;
        return PlainAnswer.SendAsync(context, StatusCodes.Status200OK, version, Json);
    }
}
