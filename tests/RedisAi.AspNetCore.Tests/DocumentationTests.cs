using RedisAi.AspNetCore.Deployments;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Scoring;
using RedisAi.MLflow;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests;

/// <summary>Holds the tables of docs/open-inference.md, docs/mlflow-scoring.md and docs/mlflow-deployments.md to the code.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData(typeof(OpenInferenceOptions), "open-inference.md")]
    [InlineData(typeof(MlflowScoringOptions), "mlflow-scoring.md")]
    [InlineData(typeof(MlflowDeploymentsOptions), "mlflow-deployments.md")]
    public void Page_lists_the_settings_that_there_are(Type options, string page) =>
        Assert.Equal(DocumentedPage.SettingsOf(options), new DocumentedPage(page).NamesIn($"| `{options.Name}` |"));

    [Theory]
    [InlineData(typeof(HttpLog), "open-inference.md")]
    [InlineData(typeof(ScoringLog), "mlflow-scoring.md")]
    [InlineData(typeof(DeploymentEndpointLog), "mlflow-deployments.md")]
    public void Page_lists_the_log_events_that_there_are(Type log, string page) =>
        Assert.Equal(DocumentedPage.LogEventsOf(log), new DocumentedPage(page).LogEvents);
}
