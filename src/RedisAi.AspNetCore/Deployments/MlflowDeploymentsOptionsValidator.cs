using Microsoft.Extensions.Options;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Checks the settings when the endpoints are mapped.</summary>
internal static class MlflowDeploymentsOptionsValidator
{
    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    public static void ThrowIfWrong(MlflowDeploymentsOptions options)
    {
        MlflowScoringOptions scoring = options.Scoring;
        new EndpointSettings(scoring.MaxBodyBytes, scoring.DefaultTimeout, scoring.CompressFromBytes).ThrowIfWrong<MlflowDeploymentsOptions>(Errors(options));
    }

    private static IEnumerable<string> Errors(MlflowDeploymentsOptions options)
    {
        if (options.MaxUploadBytes < 1)
        {
            yield return $"{nameof(options.MaxUploadBytes)} ({options.MaxUploadBytes}) must be at least 1.";
        }

        if (options.MaxUploadEntries < 1)
        {
            yield return $"{nameof(options.MaxUploadEntries)} ({options.MaxUploadEntries}) must be at least 1.";
        }

        foreach (string folder in options.LocalFolders.Where(static folder => !Path.IsPathFullyQualified(folder)))
        {
            yield return $"{nameof(options.LocalFolders)} has '{folder}', which is no full path.";
        }

        if (options.Scoring.Contract is not null)
        {
            yield return $"{nameof(options.Scoring)}.{nameof(options.Scoring.Contract)} must be null: each deployment has its own.";
        }
    }
}
